/// `ark`: one program with several faces. [Main] looks at the first word and starts the right one.
@NullMarked
package ark;

import org.jspecify.annotations.NullMarked;
