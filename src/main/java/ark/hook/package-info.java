/// Commands in pods, before and after they are captured, and after they are restored.
///
/// [ark.hook.BackupHooks] says which commands a pod has: those of its annotations, of both eras,
/// else those of the Backup's spec. [ark.hook.PodQuiesce] runs them around the capture of one pod:
/// what was begun by a pre hook is ended by the post hooks, whatever happens in between, and
/// [ark.hook.OpenHooks] lets the next server do so when this one dies. [ark.hook.RestoredPods]
/// waits for restored pods and runs their hooks, one pod not knowing of the other.
///
/// What a command prints goes into the run's log, capped and without control characters. Every
/// exec has a limit, and holds nothing that others need.
@NullMarked
package ark.hook;

import org.jspecify.annotations.NullMarked;
