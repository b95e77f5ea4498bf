/// Tests of what a Restore asks for.
@NullMarked
package ark.restore.request;

import org.jspecify.annotations.NullMarked;
