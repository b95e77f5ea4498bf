/// Commands in containers of running pods, over the API server's `exec` subresource.
///
/// [ark.cluster.exec.PodExec] opens a WebSocket, reads both outputs to their ends, keeps the
/// beginning and the end of each, and gives what became of the command. Nothing is tried again
/// that may have begun: a command is started at most once. When the time is up the stream is
/// closed, which makes the node end the command.
@NullMarked
package ark.cluster.exec;

import org.jspecify.annotations.NullMarked;
