package ark.cluster.exec;

import ark.cluster.exec.ExecResult.End;
import ark.item.InvalidJsonException;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/// One command's stream: what the server sends, sorted into outputs and an end.
///
/// Source of the format: Kubernetes, `v4.channel.k8s.io` of
/// k8s.io/apimachinery/pkg/util/remotecommand: the first byte of a message is its channel; the
/// last one carries a `Status`, before the server closes.
final class ExecSession implements WebSocket.Listener {
    static final String PROTOCOL = "v4.channel.k8s.io";

    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int STATUS = 3;

    /// Of each output stream. Enough for what a tool says when it fails; more belongs in a file.
    private static final int KEPT_BYTES = 16 * 1024;

    private static final int MAX_STATUS_BYTES = 64 * 1024;

    private final CappedOutput stdout = new CappedOutput(KEPT_BYTES);
    private final CappedOutput stderr = new CappedOutput(KEPT_BYTES);
    private byte[] status = {};
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();

    /// Complete when the server has said how the command ended, or cannot say it any more.
    CompletableFuture<End> ended() {
        return ended;
    }

    /// Complete when nothing more comes.
    CompletableFuture<Boolean> closed() {
        return closed;
    }

    synchronized ExecResult result(End end) {
        return new ExecResult(end, stdout.output(), stderr.output());
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer message) {
        if (message.hasRemaining()) {
            take(message.get(), message);
        }
        socket.request();
    }

    private synchronized void take(byte channel, ByteBuffer content) {
        switch (channel) {
            case STDOUT -> stdout.take(content);
            case STDERR -> stderr.take(content);
            case STATUS -> takeStatus(content);
            default -> {} // a channel that we did not ask for
        }
    }

    private void takeStatus(ByteBuffer content) {
        int length = Math.min(content.remaining(), MAX_STATUS_BYTES - status.length);
        int before = status.length;
        status = Arrays.copyOf(status, before + length);
        content.get(status, before, length);
        try {
            ended.complete(end(Json.object(status)));
        } catch (InvalidJsonException _) {
            return; // not all of it, yet
        }
    }

    private static End end(JsonNode status) {
        if (status.path("status").asText().equals("Success")) {
            return new End.Exited(0);
        }
        for (JsonNode cause : status.at("/details/causes")) {
            if (cause.path("reason").asText().equals("ExitCode")) {
                return new End.Exited(cause.path("message").asInt(-1));
            }
        }
        return new End.NotStarted(status.path("message").asText("the node did not say why"));
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason) {
        String why = reason.isEmpty() ? "" : ": " + reason;
        ended.complete(new End.Lost("the stream ended before the command did" + why));
        closed.complete(true);
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        ended.complete(new End.Lost("the connection broke: " + failure.getMessage()));
        closed.complete(true);
    }
}
