/// Tests of backups: whole ones against an API server in this process and a bucket in memory.
@NullMarked
package ark.backup;

import org.jspecify.annotations.NullMarked;
