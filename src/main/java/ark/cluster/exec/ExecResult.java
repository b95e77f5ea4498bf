package ark.cluster.exec;

import java.time.Duration;

/// What became of a command, and what it printed.
public record ExecResult(End end, Output stdout, Output stderr) {
    /// How it ended.
    public sealed interface End {
        record Exited(int code) implements End {}

        /// The node could not start it.
        ///
        /// @param message in the node's words
        record NotStarted(String message) implements End {}

        /// The time was up. The stream is closed; the command may go on.
        record TimedOut(Duration after) implements End {}

        /// The stream ended early: nobody knows how the command ended. A connection that is cut
        /// may also show as a timeout: Java's WebSocket does not always notice.
        record Lost(String message) implements End {}
    }

    /// One output stream of a command.
    ///
    /// @param beginning its first bytes
    /// @param droppedBytes how many followed that were not kept
    /// @param ending its last bytes; empty when nothing was dropped
    public record Output(String beginning, long droppedBytes, String ending) {
        public static final Output NONE = new Output("", 0, "");
    }
}
