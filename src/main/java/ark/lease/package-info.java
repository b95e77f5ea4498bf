/// Who of several processes may work: the one that holds a Lease of the Kubernetes API.
///
/// [Leadership] holds one for as long as its process works, [Leases] for as long as a piece of work
/// takes, and tells others when it is free. They judge by their own clocks what they see of it.
@NullMarked
package ark.lease;

import org.jspecify.annotations.NullMarked;
