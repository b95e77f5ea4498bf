/// Any resource of the Kubernetes API: discover, list, get, create, patch, delete.
///
/// [ark.cluster.Cluster] is the one door. Behind it every request has a deadline, the requests in
/// flight are bounded, and what the server refuses for a moment (429, 5xx, a broken connection) is
/// tried again. Lists are read as streams of bytes: the splitter finds where each object begins
/// and ends without building a tree, so a list of a million objects needs the memory of one.
/// Reads can name a revision: `Exact` asks for the state as it was then, and the result says
/// whether the server answered from that revision.
///
/// Refusals are [ark.cluster.ClusterException]s with a reason to switch on and the server's words.
@NullMarked
package ark.cluster;

import org.jspecify.annotations.NullMarked;
