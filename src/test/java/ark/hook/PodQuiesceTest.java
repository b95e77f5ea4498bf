package ark.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.HookStatus;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.hook.PodQuiesce.Outcome;
import ark.item.Item;
import ark.restore.action.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodQuiesceTest {
    private static final String BOTH =
            "pre.hook.backup.velero.io/command: freeze, post.hook.backup.velero.io/command: thaw";
    private static final String BOTH_FAIL =
            BOTH
                    + ", pre.hook.backup.velero.io/on-error: Fail"
                    + ", post.hook.backup.velero.io/on-error: Fail";

    private final FakeCommands commands = new FakeCommands();
    private final FakeLog log = new FakeLog();
    private final HookCounts counts = new HookCounts();

    /// Everything that happens, in order.
    private final List<String> events = new ArrayList<>();

    private PodQuiesce.Ledger ledger = open -> events.add("open " + OpenHooks.text(open));

    private Outcome<String> around(Item pod) throws InterruptedException {
        return around(pod, () -> "captured");
    }

    private Outcome<String> around(Item pod, PodQuiesce.Capture<String> capture)
            throws InterruptedException {
        Commands recorded =
                request -> {
                    events.add(request.command().getFirst());
                    return commands.run(request);
                };
        return new PodQuiesce(recorded, log, counts, open -> ledger.write(open))
                .around(
                        pod,
                        BackupHooks.of(null, _ -> Optional.empty()).of(pod),
                        () -> {
                            events.add("capture");
                            return capture.run();
                        });
    }

    @Test
    void aPostHookThatBreaksItsThreadEndsTheBackup() {
        ledger =
                open -> {
                    if (open.isEmpty()) {
                        throw new StackOverflowError("expected by this test");
                    }
                };
        assertThatThrownBy(() -> around(pod(BOTH)))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("expected by this test");
    }

    private static Item pod(String annotations) {
        return Pods.pod("db-0", annotations);
    }

    @Test
    void notesWhatIsDueBeforeItFreezesAndForgetsItWhenItHasThawed() throws Exception {
        Outcome<String> outcome = around(pod(BOTH));

        assertThat(outcome).isEqualTo(new Outcome.Captured<>("captured"));
        assertThat(events)
                .containsExactly(
                        "open [{\"pod\":\"shop/db-0\",\"hooks\":[{\"name\":\"<from-annotation>\","
                                + "\"source\":\"annotation\",\"container\":\"main\","
                                + "\"command\":[\"thaw\"],\"timeout\":\"30s\"}]}]",
                        "freeze",
                        "capture",
                        "thaw",
                        "open []");
        assertThat(counts.status()).contains(new HookStatus(2L, 0L));
        assertThat(log.problems()).isEmpty();
    }

    @Test
    void aPodWithoutHooksIsOnlyCaptured() throws Exception {
        assertThat(around(pod(""))).isEqualTo(new Outcome.Captured<>("captured"));
        assertThat(events).containsExactly("capture");
        assertThat(counts.status()).isEmpty();
    }

    @Test
    void nothingIsNotedWhereNothingWillBeDue() throws Exception {
        around(pod("pre.hook.backup.velero.io/command: freeze"));
        around(pod("post.hook.backup.velero.io/command: thaw"));

        assertThat(events).containsExactly("freeze", "capture", "capture", "thaw");
    }

    @Test
    void aFailingPreHookIsAnErrorAndThePodGoesOn() throws Exception {
        commands.fails("freeze");

        assertThat(around(pod(BOTH))).isEqualTo(new Outcome.Captured<>("captured"));
        assertThat(events).contains("capture", "thaw").endsWith("open []");
        assertThat(log.problems())
                .containsExactly(
                        "error shop/db-0: Error executing hook: command terminated with exit code"
                                + " 1: no luck");
        assertThat(counts.status()).contains(new HookStatus(2L, 1L));
    }

    @Test
    void aPreHookThatMustNotFailKeepsThePodOutAndIsThawedAllTheSame() throws Exception {
        commands.fails("freeze");

        assertThat(around(pod(BOTH_FAIL)))
                .isEqualTo(
                        new Outcome.Refused<String>(
                                "running its pre hook",
                                "command terminated with exit code 1: no luck"));
        assertThat(events).hasSize(4).containsSubsequence("freeze", "thaw", "open []");
    }

    @Test
    void aPreHookThatTimedOutIsThawed() throws Exception {
        commands.timesOut("freeze");

        around(pod(BOTH_FAIL));

        assertThat(events).doesNotContain("capture").contains("thaw");
        assertThat(log.problems())
                .containsExactly("error shop/db-0: Error executing hook: timed out after 30s");
    }

    @Test
    void aPostHookThatMustNotFailKeepsThePodOut() throws Exception {
        commands.fails("thaw");

        assertThat(around(pod(BOTH_FAIL)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.doing()).isEqualTo("running its post hook"));
        assertThat(around(pod(BOTH))).isEqualTo(new Outcome.Captured<>("captured"));
    }

    @Test
    void everyPostHookRunsAlsoBehindOneThatFailed() throws Exception {
        commands.fails("a");
        PodHooks hooks =
                new PodHooks(
                        List.of(hook("freeze", Hook.OnError.FAIL)),
                        List.of(hook("a", Hook.OnError.FAIL), hook("b", Hook.OnError.FAIL)),
                        List.of());

        var outcome =
                new PodQuiesce(commands, log, counts, ledger).around(pod(""), hooks, () -> "x");

        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(commands.ran)
                .containsExactly("shop/db-0 main freeze", "shop/db-0 main a", "shop/db-0 main b");
    }

    @Test
    void behindAPreHookThatMustNotFailNoOtherPreHookRuns() throws Exception {
        commands.fails("a");
        PodHooks hooks =
                new PodHooks(
                        List.of(hook("a", Hook.OnError.FAIL), hook("b", Hook.OnError.FAIL)),
                        List.of(),
                        List.of());

        new PodQuiesce(commands, log, counts, ledger).around(pod(""), hooks, () -> "x");

        assertThat(commands.ran).containsExactly("shop/db-0 main a");
    }

    private static Hook hook(String command, Hook.OnError onError) {
        return new Hook(
                "h",
                Hook.Source.BACKUP_SPEC,
                "main",
                List.of(command),
                onError,
                Hook.DEFAULT_TIMEOUT);
    }

    @Test
    void aCaptureThatBreaksIsThawed() {
        assertThatThrownBy(
                        () ->
                                around(
                                        pod(BOTH),
                                        () -> {
                                            throw new IllegalStateException("disk full");
                                        }))
                .hasMessage("disk full");
        assertThat(events).containsSubsequence("capture", "thaw", "open []");
    }

    @Test
    void aCancelledPreHookIsThawedBeforeTheThreadGoesOn() throws Exception {
        var begun = new CountDownLatch(1);
        commands.hangs("freeze", begun);
        var thrown = new ArrayList<Exception>();
        Thread run =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        around(pod(BOTH));
                                    } catch (InterruptedException | RuntimeException e) {
                                        thrown.add(e);
                                        events.add("interrupted " + Thread.interrupted());
                                    }
                                });
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

        run.interrupt();
        assertThat(run.join(java.time.Duration.ofSeconds(60))).isTrue();

        assertThat(thrown).singleElement().isInstanceOf(ClusterException.class);
        assertThat(events)
                .doesNotContain("capture")
                .containsSubsequence("freeze", "thaw", "open []", "interrupted true");
    }

    @Test
    void anInterruptedPostHookIsRunToItsEnd() throws Exception {
        commands.on(
                "thaw",
                _ -> {
                    assertThat(Thread.interrupted()).isFalse();
                    return FakeCommands.ended(new ark.cluster.exec.ExecResult.End.Exited(0));
                });
        Outcome<String> outcome =
                around(
                        pod(BOTH),
                        () -> {
                            Thread.currentThread().interrupt();
                            return "captured";
                        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(outcome).isInstanceOf(Outcome.Captured.class);
        assertThat(counts.status()).contains(new HookStatus(2L, 0L));
    }

    @Test
    void withoutTheNoteNothingIsFrozen() {
        ledger =
                _ -> {
                    throw ClusterException.of(Reason.UNREACHABLE, "patching", "no answer");
                };

        assertThatThrownBy(() -> around(pod(BOTH))).isInstanceOf(ClusterException.class);
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"INVALID", "REFUSED"})
    void aNoteThatTheServerWillNotHaveIsAFailureOfThisPodOnly(Reason reason) throws Exception {
        ledger =
                _ -> {
                    throw ClusterException.of(reason, "patching", "too long");
                };

        assertThat(around(pod(BOTH))).isInstanceOf(Outcome.Captured.class);
        assertThat(around(pod(BOTH_FAIL))).isInstanceOf(Outcome.Refused.class);
        assertThat(events).containsExactly("capture");
        assertThat(log.problems())
                .hasSize(2)
                .allMatch(line -> line.contains("its post hooks cannot be noted: too long"));
    }

    @Test
    void whatCannotBeForgottenAfterABreakDoesNotHideWhatBroke() {
        ledger =
                open -> {
                    if (open.isEmpty()) {
                        throw ClusterException.of(Reason.NOT_FOUND, "patching", "gone");
                    }
                };

        assertThatThrownBy(
                        () ->
                                around(
                                        pod(BOTH),
                                        () -> {
                                            throw new IllegalStateException("disk full");
                                        }))
                .hasMessage("disk full")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void aContainerThatThePodDoesNotHaveIsAFailure() throws Exception {
        around(pod("hook.backup.velero.io/command: a, hook.backup.velero.io/container: nope"));

        assertThat(commands.ran).isEmpty();
        assertThat(log.problems())
                .containsExactly(
                        "error shop/db-0: Error executing hook: no such container: \"nope\"");
        assertThat(counts.status()).contains(new HookStatus(1L, 1L));
    }

    @Test
    void aSidecarAmongTheInitContainersIsAContainer() throws Exception {
        Item pod =
                pod("hook.backup.velero.io/command: a, hook.backup.velero.io/container: proxy")
                        .edit(
                                json ->
                                        json.withObject("/spec")
                                                .putArray("initContainers")
                                                .addObject()
                                                .put("name", "proxy")
                                                .put("restartPolicy", "Always"));

        around(pod);

        assertThat(commands.ran).containsExactly("shop/db-0 proxy a");
    }

    @Test
    void aRefusalIsToldInTheServersWords() throws Exception {
        commands.refused("freeze", Reason.DENIED);

        around(pod(BOTH));

        assertThat(log.problems())
                .containsExactly("error shop/db-0: Error executing hook: the server's words");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pending", "Succeeded", "Failed"})
    void aPodThatDoesNotRunHasNothingToQuiesce(String phase) throws Exception {
        Item pod = pod(BOTH_FAIL).edit(json -> json.withObject("/status").put("phase", phase));

        assertThat(around(pod)).isInstanceOf(Outcome.Captured.class);
        assertThat(events).containsExactly("capture");
        assertThat(log.problems()).hasSize(phase.equals("Pending") ? 1 : 0);
    }

    @Test
    void onlyPostHooksMayBeStartedTwice() throws Exception {
        around(pod(BOTH));

        assertThat(commands.requests)
                .extracting(request -> request.command().getFirst() + request.repeatable())
                .containsExactly("freezefalse", "thawtrue");
    }

    @Test
    void linesOfTheLogSayWhichHookItWas() throws Exception {
        commands.on(
                "freeze",
                _ ->
                        new ark.cluster.exec.ExecResult(
                                new ark.cluster.exec.ExecResult.End.Exited(0),
                                new ark.cluster.exec.ExecResult.Output(
                                        "one\n\u001b[31mred\u001b[0m\n", 0, ""),
                                new ark.cluster.exec.ExecResult.Output("oops", 0, "")));

        around(pod(BOTH_FAIL));

        assertThat(log.lines())
                .containsSubsequence(
                        "info shop/db-0: running exec hook",
                        "info shop/db-0: stdout: one",
                        "info shop/db-0: stdout: \\u001b[31mred\\u001b[0m",
                        "info shop/db-0: stderr: oops");
        assertThat(log.factsOf("info shop/db-0: stdout: one"))
                .containsEntry("hookSource", "annotation")
                .containsEntry("hookType", "exec")
                .containsEntry("hookPhase", "pre")
                .containsEntry("hookName", "<from-annotation>")
                .containsEntry("hookContainer", "main")
                .containsEntry("hookCommand", "[freeze]")
                .containsEntry("hookOnError", "Fail")
                .containsEntry("hookTimeout", "30s");
    }

    @Test
    void aPodOfAnyOtherPhaseIsTakenForRunning() throws Exception {
        around(
                Yaml.item(
                        "pods",
                        "metadata: {name: p, namespace: shop, annotations: {hook.backup.velero.io/command: a}}\nspec: {containers: [{name: c}]}"));

        assertThat(commands.ran).containsExactly("shop/p c a");
    }
}
