/// Long work outside a reconcile.
///
/// A reconciler must return at once, or it is blind to a delete; work that takes minutes is an
/// operation. There is at most one per resource, it runs under a permit, and it is cancelled when
/// its
/// resource is deleted or the process stops.
@NullMarked
package ark.operation;

import org.jspecify.annotations.NullMarked;
