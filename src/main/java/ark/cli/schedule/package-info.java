/// `ark schedule …`.
@NullMarked
package ark.cli.schedule;

import org.jspecify.annotations.NullMarked;
