/// What a provider of storage or a plugin implements.
///
/// An interface here is a promise that every implementation keeps, ours and others', and that one
/// contract test proves for each.
@NullMarked
package ark.spi;

import org.jspecify.annotations.NullMarked;
