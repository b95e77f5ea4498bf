/// Commands in containers of running pods, over the API server's `exec` subresource.
///
/// [ark.cluster.exec.PodExec] opens a WebSocket, reads both outputs to their ends, keeps the
/// beginning and the end of each, and gives what became of the command. Nothing is tried again
/// that may have begun, unless it may run twice. When the time is up the stream is closed; the
/// command itself cannot be ended over the API.
@NullMarked
package ark.cluster.exec;

import org.jspecify.annotations.NullMarked;
