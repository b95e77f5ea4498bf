/// Tests of the choice of versions.
@NullMarked
package ark.restore.version;

import org.jspecify.annotations.NullMarked;
