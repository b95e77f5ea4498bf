package ark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.cluster.ClusterException.Reason;
import ark.testing.GrowingLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListTest {
    private static final ClusterSettings TWO_A_PAGE = ClusterSettings.forServer().paging(2);

    private final FakeApiServer server = new FakeApiServer();
    private final ResourceType pods = server.type("pods");
    private final Names sink = new Names();

    /// Notes what comes, and forgets it when the list begins anew.
    private static final class Names implements ItemSink {
        private final List<String> names = new ArrayList<>();
        private int begun;

        @Override
        public void begin() {
            begun++;
            names.clear();
        }

        @Override
        public void item(ItemHead head, byte[] buffer, int offset, int length) {
            names.add(head.name());
        }
    }

    @BeforeEach
    void fivePods() {
        for (int i = 0; i < 5; i++) server.add("pods", "n", "p" + i);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private ListResult list(ListRequest request) {
        return server.cluster(TWO_A_PAGE).list(request, sink);
    }

    private void assertAll() {
        assertThat(sink.names).containsExactly("p0", "p1", "p2", "p3", "p4");
    }

    private static void assertRefused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ClusterException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void tellsRevisionAndNumber() {
        ListResult result = list(ListRequest.all(pods));

        assertThat(result).isEqualTo(new ListResult(server.revision(), 5, false));
        assertThat(server.requests())
                .containsExactly(
                        "GET /api/v1/pods?limit=2",
                        "GET /api/v1/pods?limit=2&continue=6%2F2",
                        "GET /api/v1/pods?limit=2&continue=6%2F4");
    }

    @Test
    void asksForANamespaceLabelsAndARevision() {
        server.add(
                "pods",
                "{\"metadata\":{\"namespace\":\"m\",\"name\":\"x\",\"labels\":{\"a\":\"b\"}}}");
        String revision = server.revision();
        server.add("pods", "m", "later");

        ListResult result =
                list(ListRequest.all(pods).in("m").labelled("a=b").at(Revision.exact(revision)));

        assertThat(sink.names).containsExactly("x");
        assertThat(result).isEqualTo(new ListResult(revision, 1, true));
        assertThat(server.requests())
                .containsExactly(
                        "GET /api/v1/namespaces/m/pods?limit=2&labelSelector=a%3Db"
                                + "&resourceVersion="
                                + revision
                                + "&resourceVersionMatch=Exact");
    }

    @Test
    void staysExactOverAllPagesWhileTheClusterChanges() {
        String revision = server.revision();
        server.beforeNext("GET", "continue", () -> server.add("pods", "n", "p00"));

        ListResult result = list(ListRequest.all(pods).at(Revision.exact(revision)));

        assertAll();
        assertThat(result).isEqualTo(new ListResult(revision, 5, true));
    }

    @Test
    void tellsThatTheServerAnsweredFromAnotherRevision() {
        server.ignoreRevisionsOf("pods");
        String revision = server.revision();
        server.add("pods", "n", "p5");

        ListResult result = list(ListRequest.all(pods).at(Revision.exact(revision)));

        assertThat(result).isEqualTo(new ListResult(server.revision(), 6, false));
        assertRefused(
                Reason.REVISION_IGNORED, () -> server.cluster().getAt(pods, "n", "p0", revision));
    }

    @Test
    void beginsAnewWhenTheTokenHasExpired() {
        server.beforeNext(
                "GET",
                "continue",
                () -> {
                    server.add("pods", "n", "p9");
                    server.compact();
                });

        ListResult result = list(ListRequest.all(pods));

        assertThat(sink.begun).isEqualTo(2);
        assertThat(sink.names).containsExactly("p0", "p1", "p2", "p3", "p4", "p9");
        assertThat(result.items()).isEqualTo(6);
    }

    @Test
    void givesUpWhenTokensExpireAgainAndAgain() {
        server.failNext(9, "GET", "continue", Fault.expired());

        assertRefused(Reason.EXPIRED, () -> list(ListRequest.all(pods)));
        assertThat(sink.begun).isEqualTo(4);
    }

    @Test
    void tellsAtOnceThatARevisionIsGone() {
        String revision = server.revision();
        server.add("pods", "n", "p9");
        server.compact();

        assertRefused(
                Reason.EXPIRED, () -> list(ListRequest.all(pods).at(Revision.exact(revision))));
        assertRefused(Reason.EXPIRED, () -> server.cluster().getAt(pods, "n", "p0", revision));
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void waitsAMomentForARevisionThatTheServerHasNotReached() {
        String next = Long.toString(Long.parseLong(server.revision()) + 1);
        server.failNext(
                2,
                "GET",
                "Exact",
                new Fault.Refuse(504, "Timeout", "Too large resource version: 7, current: 6", 1));
        server.add("pods", "n", "p5");

        assertThat(list(ListRequest.all(pods).at(Revision.exact(next))).exact()).isTrue();
        assertThat(server.slept()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(5));
    }

    @Test
    void givesUpAfterSecondsOnARevisionThatTheServerDoesNotReach() {
        assertRefused(
                Reason.REVISION_TOO_LARGE,
                () -> list(ListRequest.all(pods).at(Revision.exact("999"))));
        assertThat(server.slept()).isLessThanOrEqualTo(Duration.ofSeconds(5));
        assertThat(server.requests().size()).isGreaterThan(2);
    }

    @Test
    void goesOnBehindWhatItHasWhenALaterPageBreaksOff() {
        server.failNext(1, "GET", "continue=6%2F2", new Fault.Truncate(330));
        server.failNext(1, "GET", "continue=6%2F4", new Fault.Reset());

        list(ListRequest.all(pods));

        assertAll();
        assertThat(sink.begun).isEqualTo(1);
        assertThat(server.requests()).hasSize(5);
    }

    @Test
    void goesOnBehindWhatItHasWhenAnExactFirstPageBreaksOff() {
        String revision = server.revision();
        server.failNext(3, "GET", "Exact", new Fault.Truncate(330));

        ListResult result = list(ListRequest.all(pods).at(Revision.exact(revision)));

        assertAll();
        assertThat(sink.begun).isEqualTo(1);
        assertThat(result.exact()).isTrue();
    }

    @Test
    void beginsAnewWhenAPageThatItWasIntoComesBackDifferent() {
        server.ignoreRevisionsOf("pods");
        String revision = server.revision();
        server.failNext(1, "GET", "Exact", new Fault.Truncate(330));
        var cluster = server.cluster(ClusterSettings.forServer());
        var changing =
                new ItemSink() {
                    @Override
                    public void begin() {
                        sink.begin();
                    }

                    @Override
                    public void item(ItemHead head, byte[] buffer, int offset, int length) {
                        if (sink.names.isEmpty()) server.add("pods", "n", "o-first");
                        sink.item(head, buffer, offset, length);
                    }
                };

        cluster.list(ListRequest.all(pods).at(Revision.exact(revision)), changing);

        assertThat(sink.begun).isEqualTo(2);
        assertThat(sink.names).containsExactly("o-first", "p0", "p1", "p2", "p3", "p4");
    }

    @Test
    void beginsAnewWhenTheFirstPageOfTheNewestStateBreaksOff() {
        server.failNext(1, "GET", "pods", new Fault.Truncate(330));

        list(ListRequest.all(pods));

        assertAll();
        assertThat(sink.begun).isEqualTo(2);
    }

    @Test
    void comesBackWhenTheServerSaysLater() {
        server.failNext(2, "GET", "pods", Fault.throttled());
        server.failNext(1, "GET", "continue", Fault.unavailable());

        list(ListRequest.all(pods));

        assertAll();
        assertThat(server.slept()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void givesUpWhenTheServerStaysAway() {
        server.failNext(999, "", "", Fault.unavailable());

        assertRefused(Reason.UNAVAILABLE, () -> list(ListRequest.all(pods)));
        assertThat(server.slept())
                .isBetween(Duration.ofMinutes(4), ClusterSettings.forServer().retryFor());
    }

    @Test
    void leavesAnAnswerThatStandsStill() throws Exception {
        GrowingLimit.passes(
                limit -> {
                    server.failNext(1, "GET", "continue", new Fault.Stall(330));
                    Cluster hasty = server.cluster(TWO_A_PAGE.givingUpIdleAfter(limit));
                    sink.begun = 0;

                    hasty.list(ListRequest.all(pods), sink);

                    assertAll();
                    assertThat(sink.begun).isEqualTo(1);
                });
    }

    @Test
    void endsAtOnceWhenItsThreadIsInterrupted() throws InterruptedException {
        server.failNext(1, "GET", "pods", new Fault.Stall(20));
        var thrown = new AtomicReference<Throwable>();
        var flag = new CountDownLatch(1);
        Thread thread =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        list(ListRequest.all(pods));
                                    } catch (ClusterException e) {
                                        thrown.set(e);
                                    }
                                    if (Thread.currentThread().isInterrupted()) flag.countDown();
                                });
        while (server.requests().isEmpty()) Thread.onSpinWait();

        thread.interrupt();

        assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
        assertThat(flag.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(thrown.get())
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CANCELLED));
    }

    @Test
    void passesOnWhatTheSinkThrows() {
        ItemSink full =
                new ItemSink() {
                    @Override
                    public void begin() {}

                    @Override
                    public void item(ItemHead head, byte[] buffer, int offset, int length) {
                        throw new IllegalStateException("disk full");
                    }
                };

        assertThatThrownBy(() -> server.cluster().list(ListRequest.all(pods), full))
                .isInstanceOf(IllegalStateException.class);
        assertThat(server.requests()).hasSize(1);
        assertThat(server.cluster().items(ListRequest.all(pods))).hasSize(5);
    }

    @Test
    void refusesAnItemThatIsTooLarge() {
        server.add("pods", "{\"metadata\":{\"name\":\"z\"},\"x\":\"" + "x".repeat(300_000) + "\"}");
        Cluster narrow = server.cluster(ClusterSettings.forServer().limitingItemsTo(200_000));

        assertThatThrownBy(() -> narrow.list(ListRequest.all(pods), sink))
                .hasMessage("listing pods: an object is larger than 195 KiB");
    }

    @Test
    void namesTheNamespaceWhenItIsRefused() {
        server.failNext(1, "GET", "pods", Fault.forbidden("pods is forbidden: User \"x\" cannot"));

        assertThatThrownBy(() -> list(ListRequest.all(pods).in("shop")))
                .hasMessage("listing pods in shop: pods is forbidden: User \"x\" cannot")
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.DENIED);
                            assertThat(e.status()).isEqualTo(403);
                        });
    }
}
