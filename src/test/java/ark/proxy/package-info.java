@NullMarked
package ark.proxy;

import org.jspecify.annotations.NullMarked;
