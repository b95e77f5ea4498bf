package ark.cluster.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.cluster.exec.ExecResult.End;
import ark.item.GroupResource;
import ark.item.ItemKey;
import ark.testing.GrowingLimit;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PodExecTest {
    private static final String SUCCESS = "{\"status\":\"Success\"}";

    private static final ItemKey POD = new ItemKey(GroupResource.core("pods"), "shop", "db-0");

    private FakeExecServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeExecServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ExecResult run(Duration limit, String... command) {
        return new PodExec(server.client())
                .run(new ExecRequest(POD, "main", List.of(command), limit, false));
    }

    private ExecResult run(FakeExecServer.Script script) {
        server.next(script);
        return run(Duration.ofSeconds(60), "true");
    }

    @Test
    void sendsTheCommandWordByWord() {
        server.next(
                stream -> {
                    stream.accept();
                    stream.message(3, SUCCESS);
                    stream.close();
                });

        run(Duration.ofSeconds(60), "/bin/sh", "-c", "echo a+b & c=ü");

        assertThat(server.requests())
                .containsExactly(
                        "GET /api/v1/namespaces/shop/pods/db-0/exec?container=main"
                                + "&command=%2Fbin%2Fsh&command=-c&command=echo%20a%2Bb%20%26%20c%3D%C3%BC"
                                + "&stdout=true&stderr=true HTTP/1.1");
    }

    @Test
    void givesBothOutputsAndTheExitCode() {
        ExecResult result =
                run(
                        stream -> {
                            stream.accept();
                            stream.message(1, "");
                            stream.message(1, "one ");
                            stream.message(2, "oops");
                            stream.message(1, "two");
                            stream.message(
                                    3,
                                    "{\"status\":\"Failure\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":"
                                            + "[{\"reason\":\"ExitCode\",\"message\":\"42\"}]}}");
                            stream.close();
                        });

        assertThat(result.end()).isEqualTo(new End.Exited(42));
        assertThat(result.stdout().beginning()).isEqualTo("one two");
        assertThat(result.stderr().beginning()).isEqualTo("oops");
    }

    @Test
    void takesOutputThatComesBehindTheStatus() {
        ExecResult result =
                run(
                        stream -> {
                            stream.accept();
                            stream.message(3, SUCCESS);
                            stream.message(1, "late");
                            stream.close();
                        });

        assertThat(result.end()).isEqualTo(new End.Exited(0));
        assertThat(result.stdout().beginning()).isEqualTo("late");
    }

    @Test
    void aStatusMayComeInPieces() {
        ExecResult result =
                run(
                        stream -> {
                            stream.accept();
                            stream.message(3, "{\"status\":");
                            stream.message(3, "\"Success\"}");
                            stream.close();
                        });

        assertThat(result.end()).isEqualTo(new End.Exited(0));
    }

    @Test
    void whatTheNodeCannotStartIsToldInItsWords() {
        ExecResult result =
                run(
                        stream -> {
                            stream.accept();
                            stream.message(
                                    3,
                                    "{\"status\":\"Failure\",\"message\":\"exec: nope: not found\"}");
                            stream.close();
                        });

        assertThat(result.end()).isEqualTo(new End.NotStarted("exec: nope: not found"));
    }

    @Test
    void keepsTheBeginningAndTheEndOfALongOutput() {
        var noise = new byte[100_000];
        Arrays.fill(noise, (byte) 'x');
        ExecResult result =
                run(
                        stream -> {
                            stream.accept();
                            stream.message(1, "first ");
                            for (int i = 0; i < 5; i++) {
                                stream.message(1, noise);
                            }
                            stream.message(1, "last");
                            stream.message(3, SUCCESS);
                            stream.close();
                        });

        ExecResult.Output output = result.stdout();
        assertThat(output.beginning()).startsWith("first xxx").hasSize(8 * 1024);
        assertThat(output.ending()).endsWith("xxxlast").hasSize(8 * 1024);
        assertThat(output.droppedBytes()).isEqualTo(500_010 - 16 * 1024);
    }

    @Test
    void aTimeoutEndsTheStream() throws Exception {
        GrowingLimit.passes(
                limit -> {
                    server.next(
                            stream -> {
                                stream.accept();
                                stream.message(1, "working");
                                stream.awaitClient();
                            });

                    ExecResult result = run(limit, "sleep", "1000");

                    assertThat(result.end()).isEqualTo(new End.TimedOut(limit));
                    assertThat(result.stdout().beginning()).isEqualTo("working");
                });
        assertThat(server.clientLeftWithin(60)).isTrue();
    }

    @Test
    void aServerThatNeverAnswersCostsNoMoreThanTheTimeout() {
        server.next(FakeExecServer.Stream::awaitClient);

        assertThat(run(Duration.ofMillis(300), "true").end()).isInstanceOf(End.TimedOut.class);
    }

    @Test
    void anInterruptEndsTheStream() throws Exception {
        var started = new CompletableFuture<Boolean>();
        server.next(
                stream -> {
                    stream.accept();
                    started.complete(true);
                    stream.awaitClient();
                });
        var outcome = new CompletableFuture<ExecResult>();
        Thread caller =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        outcome.complete(run(Duration.ofMinutes(1), "sleep"));
                                    } catch (RuntimeException e) {
                                        outcome.completeExceptionally(e);
                                    }
                                });
        started.get(60, TimeUnit.SECONDS);

        caller.interrupt();

        assertThatThrownBy(() -> outcome.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CANCELLED));
        assertThat(server.clientLeftWithin(60)).isTrue();
    }

    @Test
    void aRefusalIsToldInTheServersWords() {
        server.next(
                stream ->
                        stream.refuse(
                                403,
                                "Content-Type: application/json\r\n",
                                "{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"pods is forbidden\"}"));

        assertThatThrownBy(() -> run(Duration.ofSeconds(60), "true"))
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.DENIED);
                            assertThat(e)
                                    .hasMessage(
                                            "running a command in container main of pod shop/db-0:"
                                                    + " pods is forbidden");
                        });
    }

    @Test
    void aServerThatIsBusyIsAskedAgain() {
        server.next(stream -> stream.refuse(429, "Retry-After: 0\r\n", "{}"))
                .next(stream -> stream.refuse(503, "", "{}"));

        ExecResult result =
                run(
                        stream -> {
                            stream.accept();
                            stream.message(3, SUCCESS);
                            stream.close();
                        });

        assertThat(result.end()).isEqualTo(new End.Exited(0));
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void whatMayHaveBegunIsNotTriedAgain() {
        server.next(stream -> stream.refuse(500, "", "error dialing backend"));

        assertThatThrownBy(() -> run(Duration.ofSeconds(60), "true"))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("error dialing backend");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void whatMayRunTwiceIsTriedAgain() {
        server.next(stream -> stream.refuse(500, "", "error dialing backend"))
                .next(
                        stream -> {
                            stream.accept();
                            stream.message(3, SUCCESS);
                            stream.close();
                        });
        var request = new ExecRequest(POD, "main", List.of("true"), Duration.ofSeconds(60), true);

        ExecResult result = new PodExec(server.client()).run(request);

        assertThat(result.end()).isEqualTo(new End.Exited(0));
    }

    @Test
    void aStreamThatEndsBeforeTheCommandLeavesItsEndUnknown() {
        ExecResult result =
                run(
                        stream -> {
                            stream.accept();
                            stream.message(1, "half");
                            stream.close();
                        });

        assertThat(result.end()).isInstanceOf(End.Lost.class);
        assertThat(result.stdout().beginning()).isEqualTo("half");
    }

    @Test
    void aCharacterOnTheBorderOfWhatIsKeptStaysWhole() {
        var output = new CappedOutput(4);
        output.take(java.nio.ByteBuffer.wrap("aü".getBytes(UTF_8)));
        output.take(java.nio.ByteBuffer.wrap("b".getBytes(UTF_8)));

        assertThat(output.output()).isEqualTo(new ExecResult.Output("aüb", 0, ""));
    }
}
