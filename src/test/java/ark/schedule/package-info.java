@NullMarked
package ark.schedule;

import org.jspecify.annotations.NullMarked;
