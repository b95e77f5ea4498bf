/// Tests of events.
@NullMarked
package ark.event;

import org.jspecify.annotations.NullMarked;
