package ark.hook;

import ark.cluster.exec.ExecRequest;
import ark.cluster.exec.ExecResult;

/// Runs commands in containers: [ark.cluster.exec.PodExec], or a test's fake.
public interface Commands {
    /// As [ark.cluster.exec.PodExec#run].
    ExecResult run(ExecRequest request);
}
