/// Tests of pods' volumes: what is chosen, asked for and awaited.
@NullMarked
package ark.podvolume;

import org.jspecify.annotations.NullMarked;
