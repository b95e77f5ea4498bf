package ark.cluster.exec;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.cluster.exec.ExecResult.End;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Runs commands in containers. Safe for many threads; each call holds a connection of its own and
/// none of the permits of [ark.cluster.Cluster], so that one that is stuck holds up nobody.
public final class PodExec {
    private static final int NORMAL_CLOSURE = 1000;

    /// The last of the output may come behind the status: the API server copies several streams.
    private static final Duration AFTER_STATUS = Duration.ofSeconds(5);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final HttpClient http;
    private final String root;

    /// @param client stays the caller's to close
    public PodExec(KubernetesClient client) {
        RequestConfig once =
                new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                        .withRequestRetryBackoffLimit(0)
                        .build();
        http = client.getHttpClient().newBuilder().tag(once).build();
        root = client.getMasterUrl().toString().replaceAll("/+$", "");
    }

    /// Runs a command and waits for its end, for no longer than its limit.
    ///
    /// @throws ClusterException when the server refuses, before the command was started, or was
    ///     not reached; `CANCELLED` when this thread is interrupted: the stream is then closed
    public ExecResult run(ExecRequest request) {
        long deadline = System.nanoTime() + request.limit().toNanos();
        var session = new ExecSession();
        Optional<WebSocket> socket = Optional.empty();
        try {
            socket = open(request, session, deadline);
            if (socket.isEmpty()) {
                return session.result(new End.TimedOut(request.limit()));
            }
            End end = session.ended().get(left(deadline), TimeUnit.NANOSECONDS);
            awaitRest(session);
            return session.result(end);
        } catch (TimeoutException _) {
            return session.result(new End.TimedOut(request.limit()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ClusterException.of(Reason.CANCELLED, doing(request), "interrupted");
        } catch (ExecutionException e) { // an end is never exceptional
            throw new IllegalStateException(e);
        } finally {
            if (!session.closed().isDone()) {
                socket.ifPresent(open -> open.sendClose(NORMAL_CLOSURE, ""));
            }
        }
    }

    private static long left(long deadline) {
        return Math.max(0, deadline - System.nanoTime());
    }

    private static void awaitRest(ExecSession session)
            throws InterruptedException, ExecutionException {
        try {
            session.closed().get(AFTER_STATUS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return; // a server that does not close
        }
    }

    private static String doing(ExecRequest request) {
        return "running a command in container "
                + request.container()
                + " of pod "
                + request.pod().path();
    }

    /// Tries again only what certainly did not reach a node, unless it may run twice.
    ///
    /// @return empty when the time was up
    private Optional<WebSocket> open(ExecRequest request, ExecSession session, long deadline)
            throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return openOnce(request, session, deadline);
            } catch (ClusterException e) {
                Duration asked = e.retryAfter().orElse(pause);
                if (!mayHelp(e, request.repeatable()) || asked.toNanos() > left(deadline)) {
                    throw e;
                }
                Thread.sleep(asked);
                Duration doubled = pause.multipliedBy(2);
                pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
            }
        }
    }

    private static boolean mayHelp(ClusterException e, boolean repeatable) {
        return switch (e.reason()) {
            case THROTTLED -> true;
            case UNAVAILABLE -> repeatable || e.status() == 503; // else a node may have begun
            case UNREACHABLE -> repeatable || !e.mayHaveHappened();
            case NOT_FOUND,
                    ALREADY_EXISTS,
                    CONFLICT,
                    INVALID,
                    DENIED,
                    EXPIRED,
                    REVISION_TOO_LARGE,
                    REVISION_IGNORED,
                    CANCELLED,
                    REFUSED ->
                    false;
        };
    }

    private Optional<WebSocket> openOnce(ExecRequest request, ExecSession session, long deadline)
            throws InterruptedException {
        CompletableFuture<WebSocket> coming =
                http.newWebSocketBuilder()
                        .uri(URI.create(root + path(request)))
                        .subprotocol(ExecSession.PROTOCOL)
                        .buildAsync(session);
        try {
            return Optional.of(coming.get(left(deadline), TimeUnit.NANOSECONDS));
        } catch (TimeoutException _) {
            giveUp(coming);
            return Optional.empty();
        } catch (InterruptedException e) {
            giveUp(coming);
            throw e;
        } catch (ExecutionException e) {
            throw refused(request, e);
        }
    }

    /// Should it open after all, it is closed at once.
    private static void giveUp(CompletableFuture<WebSocket> coming) {
        var _ = coming.thenAccept(socket -> socket.sendClose(NORMAL_CLOSURE, ""));
    }

    private static ClusterException refused(ExecRequest request, ExecutionException e) {
        Throwable at = e;
        while (at != null) {
            if (at instanceof WebSocketHandshakeException refusal) {
                int status = refusal.getResponse().code();
                String retryAfter = refusal.getResponse().header("Retry-After");
                return ClusterException.refused(
                        doing(request),
                        status,
                        retryAfter == null ? "" : retryAfter,
                        words(refusal).getBytes(UTF_8));
            }
            at = at.getCause();
        }
        return ClusterException.broken(doing(request), e);
    }

    /// What the server said, which the JDK's client keeps.
    private static String words(WebSocketHandshakeException refusal) {
        @Nullable Throwable cause = refusal.getCause();
        return cause instanceof java.net.http.WebSocketHandshakeException handshake
                        && handshake.getResponse().body() instanceof String body
                ? body
                : "";
    }

    private static String path(ExecRequest request) {
        var path = new StringBuilder("/api/v1/namespaces/");
        path.append(encoded(request.pod().namespace()))
                .append("/pods/")
                .append(encoded(request.pod().name()));
        path.append("/exec?container=").append(encoded(request.container()));
        request.command().forEach(word -> path.append("&command=").append(encoded(word)));
        return path.append("&stdout=true&stderr=true").toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
