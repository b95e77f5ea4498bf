/// The product as its users run it: pods made from its own image, on a real node, with real
/// volumes.
@NullMarked
package ark.e2e;

import org.jspecify.annotations.NullMarked;
