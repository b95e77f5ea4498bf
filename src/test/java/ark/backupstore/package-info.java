@NullMarked
package ark.backupstore;

import org.jspecify.annotations.NullMarked;
