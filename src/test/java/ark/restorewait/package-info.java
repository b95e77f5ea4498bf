@NullMarked
package ark.restorewait;

import org.jspecify.annotations.NullMarked;
