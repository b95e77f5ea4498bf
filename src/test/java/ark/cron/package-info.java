@NullMarked
package ark.cron;

import org.jspecify.annotations.NullMarked;
