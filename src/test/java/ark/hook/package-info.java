/// Tests of hooks, with a fake in place of containers.
@NullMarked
package ark.hook;

import org.jspecify.annotations.NullMarked;
