/// Finds a store by its provider's name, and retries and measures any store.
///
/// [ObjectStores] is the list of providers: a new one is a package below this one, a line there,
/// and
/// a test that extends the store contract. What every store needs is added around it:
/// [RetryingObjectStore] repeats what may be repeated, [MeasuredObjectStore] tells how long it
/// took.
@NullMarked
package ark.objectstore;

import org.jspecify.annotations.NullMarked;
