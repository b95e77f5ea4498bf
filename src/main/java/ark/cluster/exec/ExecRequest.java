package ark.cluster.exec;

import ark.item.ItemKey;
import java.time.Duration;
import java.util.List;

/// A command to run in a container; no shell is started for it.
///
/// @param command the program and its arguments
/// @param limit for everything: to reach the node, to start the command, until it has ended
/// @param repeatable whether to start it once more when nobody knows whether a node has begun it
public record ExecRequest(
        ItemKey pod, String container, List<String> command, Duration limit, boolean repeatable) {
    public ExecRequest {
        command = List.copyOf(command);
        if (command.isEmpty() || container.isEmpty()) {
            throw new IllegalArgumentException("no command, or no container");
        }
    }
}
