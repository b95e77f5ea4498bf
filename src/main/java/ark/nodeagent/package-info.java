/// `ark node-agent`: what happens to volumes on one node.
///
/// [NodeAgentMain] reads flags and environment, [NodeAgent] is one running agent. Two reconcilers
/// take the PodVolumeBackups of the node and the PodVolumeRestores of its waiting pods; the work is
/// an operation, a few at once. [VolumeFinder] finds the one folder of a volume;
/// `nodeagent.room` is the only way into it (ADR 11).
///
/// The agent is root and trusts nobody: what a resource says is checked before it becomes a path,
/// an argument or a repository, and volumes belong to tenants. It may be killed at any moment;
/// whatever it left in progress is taken up, or ended, by the next one.
@NullMarked
package ark.nodeagent;

import org.jspecify.annotations.NullMarked;
