package ark.hook;

import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.cluster.exec.ExecRequest;
import ark.cluster.exec.ExecResult;
import ark.cluster.exec.ExecResult.End;
import ark.cluster.exec.ExecResult.Output;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// Containers in which every command succeeds, unless something else is told by its first word.
public final class FakeCommands implements Commands {
    public final List<ExecRequest> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Commands> special = new HashMap<>();

    /// What was run, in order: `shop/db-0 main freeze`.
    public final List<String> ran = new CopyOnWriteArrayList<>();

    @Override
    public ExecResult run(ExecRequest request) {
        requests.add(request);
        ran.add(
                request.pod().path()
                        + " "
                        + request.container()
                        + " "
                        + String.join(" ", request.command()));
        return special.getOrDefault(request.command().getFirst(), _ -> ended(new End.Exited(0)))
                .run(request);
    }

    public FakeCommands on(String command, Commands what) {
        special.put(command, what);
        return this;
    }

    public FakeCommands fails(String command) {
        return on(
                command,
                _ ->
                        new ExecResult(
                                new End.Exited(1), Output.NONE, new Output("no luck\n", 0, "")));
    }

    public FakeCommands timesOut(String command) {
        return on(command, request -> ended(new End.TimedOut(request.limit())));
    }

    public FakeCommands refused(String command, Reason reason) {
        return on(
                command,
                _ -> {
                    throw ClusterException.of(reason, "running", "the server's words");
                });
    }

    /// Hangs until somebody interrupts it.
    public FakeCommands hangs(String command, CountDownLatch begun) {
        return on(
                command,
                _ -> {
                    begun.countDown();
                    try {
                        Thread.sleep(Duration.ofMinutes(1));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw ClusterException.of(Reason.CANCELLED, "running", "interrupted");
                    }
                    throw new AssertionError("nobody interrupted it");
                });
    }

    public static ExecResult ended(End end) {
        return new ExecResult(end, Output.NONE, Output.NONE);
    }
}
