/// Tests of what Ark up to 0.11 wrote.
@NullMarked
package ark.era;

import org.jspecify.annotations.NullMarked;
