/// Tests of what becomes of volumes in a restore.
@NullMarked
package ark.restore.volume;

import org.jspecify.annotations.NullMarked;
