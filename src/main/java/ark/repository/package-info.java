/// Keeps restic repositories ready: one per namespace and location.
///
/// [ResticRepositoryReconciler] sees a ResticRepository that somebody created because a volume
/// needs it. [RepositoryPreparation] opens its repository with the keys there are, or makes it
/// when it is proven to be absent; [RepositoryUpkeep] unlocks, checks and prunes it in time. What
/// must not happen while others work is done under a Lease of the repository.
@NullMarked
package ark.repository;

import org.jspecify.annotations.NullMarked;
