package ark.hook;

import ark.api.v1.GoDuration;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.cluster.exec.ExecRequest;
import ark.cluster.exec.ExecResult;
import ark.cluster.exec.ExecResult.End;
import ark.item.Item;
import ark.item.ItemKey;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// Runs hooks, one per call, and tells of it in the run's log. For many threads.
final class HookRunner {
    private final Commands commands;
    private final HookLog log;
    private final HookCounts counts;

    HookRunner(Commands commands, HookLog log, HookCounts counts) {
        this.commands = commands;
        this.log = log;
        this.counts = counts;
    }

    /// Runs one hook to its end.
    ///
    /// @return why it failed; empty when it did not
    /// @throws ClusterException `CANCELLED`
    Optional<String> run(Item pod, Hook hook, Hook.Phase phase) {
        if (has(pod, hook.container())) {
            return run(pod.key(), hook, phase);
        }
        counts.attempted();
        counts.failed();
        return Optional.of("no such container: \"" + OutputLines.shown(hook.container()) + "\"");
    }

    /// As above, in a pod of which only the name is known.
    Optional<String> run(ItemKey pod, Hook hook, Hook.Phase phase) {
        counts.attempted();
        String[] facts = facts(hook, phase);
        log.info(pod, "running exec hook", facts);
        boolean repeatable = phase == Hook.Phase.POST; // what it ends must end
        var request =
                new ExecRequest(pod, hook.container(), hook.command(), hook.timeout(), repeatable);
        Optional<String> failure;
        try {
            ExecResult result = commands.run(request);
            OutputLines.of(result.stdout())
                    .forEach(line -> log.info(pod, "stdout: " + line, facts));
            OutputLines.of(result.stderr())
                    .forEach(line -> log.info(pod, "stderr: " + line, facts));
            failure = failure(result);
        } catch (ClusterException e) {
            if (e.reason() == Reason.CANCELLED) {
                counts.failed();
                throw e;
            }
            failure = Optional.of(OutputLines.shown(e.apiMessage()));
        }
        failure.ifPresent(_ -> counts.failed());
        return failure;
    }

    private static Optional<String> failure(ExecResult result) {
        return switch (result.end()) {
            case End.Exited(int code) when code == 0 -> Optional.empty();
            case End.Exited(int code) -> {
                String last = OutputLines.last(result.stderr());
                String words = "command terminated with exit code " + code;
                yield Optional.of(last.isEmpty() ? words : words + ": " + last);
            }
            case End.NotStarted(String message) -> Optional.of(OutputLines.shown(message));
            case End.TimedOut(var after) ->
                    Optional.of("timed out after " + GoDuration.format(after));
            case End.Lost(String message) -> Optional.of(OutputLines.shown(message));
        };
    }

    /// Containers, and init containers that run as long as the pod does.
    static boolean has(Item pod, String container) {
        for (JsonNode own : pod.at("/spec/containers")) {
            if (own.path("name").asText().equals(container)) {
                return true;
            }
        }
        for (JsonNode init : pod.at("/spec/initContainers")) {
            if (init.path("restartPolicy").asText().equals("Always")
                    && init.path("name").asText().equals(container)) {
                return true;
            }
        }
        return false;
    }

    /// Source of the names: Velero 1.9.7, pkg/podexec/pod_command_executor.go.
    private static String[] facts(Hook hook, Hook.Phase phase) {
        return new String[] {
            "hookSource", hook.source().text(),
            "hookType", "exec",
            "hookPhase", phase.text(),
            "hookName", hook.name(),
            "hookContainer", hook.container(),
            "hookCommand", hook.command().toString(),
            "hookOnError", hook.onError() == Hook.OnError.FAIL ? "Fail" : "Continue",
            "hookTimeout", GoDuration.format(hook.timeout())
        };
    }
}
