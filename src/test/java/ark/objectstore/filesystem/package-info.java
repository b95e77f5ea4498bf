@NullMarked
package ark.objectstore.filesystem;

import org.jspecify.annotations.NullMarked;
