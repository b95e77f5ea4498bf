@NullMarked
package ark.objectstore;

import org.jspecify.annotations.NullMarked;
