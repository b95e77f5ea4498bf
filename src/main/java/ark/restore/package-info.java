/// A Restore: validate, plan, run, report.
///
/// [RestoreReconciler] starts a `RestoreOperation` for each new Restore and for each that its
/// server did not finish. `RestoreValidator` turns the spec into a `RestoreRequest`, or says all
/// that is wrong with it. `RestoreAttempt` spools the archive; `RestorePlanner` (pure) orders what
/// is selected into waves; `RestoreRunner` brings wave after wave into the cluster, many items at
/// once, each through an `ItemRestorer`: namespace, item actions, [ark.restore.apply.Applier].
/// CustomResourceDefinitions go first and are awaited, because they change what can be planned.
/// Results, resource list and log go to the bucket, then the status gets its last phase. A restore
/// that is run again finds what it has created by its labels, and goes on.
@NullMarked
package ark.restore;

import org.jspecify.annotations.NullMarked;
