/// Where the repositories of a storage location are, and how restic gets in there.
///
/// A [RepositoryAddress] is computed from a location and a namespace, [StoreAccess] from what a
/// location and its Secrets say. Both hold what they find against strict patterns; both are the
/// same as upstream's, so that the repositories of old installations are found.
@NullMarked
package ark.restic.store;

import org.jspecify.annotations.NullMarked;
