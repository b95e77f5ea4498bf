@NullMarked
package ark.objectstore.s3;

import org.jspecify.annotations.NullMarked;
