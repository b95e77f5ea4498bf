/// Tests of reading the cluster at one moment.
@NullMarked
package ark.backup.collect;

import org.jspecify.annotations.NullMarked;
