/// `ark restore-wait`: the init container of a restored pod, which waits until its volumes are
/// there. It knows nothing but files, and loads nothing but the JDK, so that it starts at once and
/// runs in any pod.
@NullMarked
package ark.restorewait;

import org.jspecify.annotations.NullMarked;
