package ark.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.cluster.ClusterException.Reason;
import ark.item.GroupResource;
import ark.item.ItemKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenHooksTest {
    private static final Hook THAW =
            new Hook(
                    "thaw",
                    Hook.Source.BACKUP_SPEC,
                    "main",
                    List.of("fsfreeze", "--unfreeze", "/data \"x\" ü"),
                    Hook.OnError.CONTINUE,
                    Duration.ofSeconds(90));

    private static OpenHooks.OfPod due(String pod, Hook... hooks) {
        return new OpenHooks.OfPod(
                new ItemKey(GroupResource.core("pods"), "shop", pod), List.of(hooks));
    }

    @Test
    void whatIsWrittenIsRead() {
        List<OpenHooks.OfPod> open = List.of(due("db-0", THAW, THAW), due("db-1", THAW));

        assertThat(OpenHooks.parse(OpenHooks.text(open))).isEqualTo(open);
        assertThat(OpenHooks.parse("")).isEmpty();
        assertThat(OpenHooks.parse("[]")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "{}",
                "[1]",
                "[{\"pod\":\"shop\"}]",
                "[{\"pod\":\"a/b/c\"}]",
                "[{\"pod\":\"/b\"}]",
                "[{\"pod\":\"a/b\",\"hooks\":[{\"container\":\"c\"}]}]",
                "[{\"pod\":\"a/b\",\"hooks\":[{\"command\":[\"x\"]}]}]",
                "[{\"pod\":\"a/b\",\"hooks\":[{\"container\":\"c\",\"command\":[\"x\"],\"timeout\":\"-1s\"}]}]",
                "[{\"pod\":\"a/b\",\"hooks\":[{\"container\":\"c\",\"command\":[\"x\"],\"timeout\":\"x\"}]}]"
            })
    void whatIsSomethingElseIsRefused(String text) {
        assertThatThrownBy(() -> OpenHooks.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void allThatADeadServerLeftIsRunAlsoBehindFailures() throws InterruptedException {
        var commands = new FakeCommands().refused("fsfreeze", Reason.NOT_FOUND);
        Hook second =
                new Hook(
                        "n",
                        Hook.Source.ANNOTATION,
                        "main",
                        List.of("ok"),
                        Hook.OnError.CONTINUE,
                        Duration.ofSeconds(1));

        List<String> failures = new LeftHooks(commands).run(List.of(due("db-0", THAW, second)));

        assertThat(failures).containsExactly("post hook of pod shop/db-0: the server's words");
        assertThat(commands.ran)
                .containsExactly(
                        "shop/db-0 main fsfreeze --unfreeze /data \"x\" ü", "shop/db-0 main ok");
    }

    @Test
    void thePodsOfADeadServerDoNotWaitForEachOther() throws InterruptedException {
        var meet = new java.util.concurrent.CyclicBarrier(2);
        Commands both =
                _ -> {
                    try {
                        meet.await(60, java.util.concurrent.TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new AssertionError("alone", e);
                    }
                    return FakeCommands.ended(new ark.cluster.exec.ExecResult.End.Exited(0));
                };

        assertThat(new LeftHooks(both).run(List.of(due("db-0", THAW), due("db-1", THAW))))
                .isEmpty();
    }
}
