package ark.cluster;

import ark.cluster.ClusterException.Reason;
import ark.cluster.ClusterException.Refusal;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Sends calls to the API server, each once, through the gate; the retries are the callers'.
final class ApiServer {
    /// A Status is small; what is longer is a proxy's page.
    private static final int MAX_REFUSAL_BYTES = 64 * 1024;

    private final HttpClient http;
    private final String root;
    private final ClusterSettings settings;
    private final Gate gate;

    ApiServer(KubernetesClient client, ClusterSettings settings, Waiting waiting) {
        // The client's own retries know neither our deadline nor what may be sent twice.
        RequestConfig once =
                new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                        .withRequestRetryBackoffLimit(0)
                        .build();
        http = client.getHttpClient().newBuilder().tag(once).build();
        root = client.getMasterUrl().toString().replaceAll("/+$", "");
        this.settings = settings;
        gate = new Gate(settings, waiting);
    }

    /// What is done with an answer while it arrives.
    interface Use<T> {
        T of(InputStream body) throws IOException;
    }

    /// Sends a call and hands its answer's body over.
    ///
    /// @throws ClusterException when the server refuses or the connection breaks
    <T> T send(Call call, Use<T> use) {
        return send(call, (_, body) -> use.of(body));
    }

    /// The header `Date` of the answer, and nothing else of it.
    ///
    /// @throws ClusterException as [#send]
    Optional<String> dateOf(Call call) {
        return send(
                call,
                (answer, body) -> {
                    body.transferTo(OutputStream.nullOutputStream());
                    return Optional.ofNullable(answer.header("Date"));
                });
    }

    /// What is done with an answer and its body.
    private interface UseOfAll<T> {
        T of(HttpResponse<AsyncBody> answer, InputStream body) throws IOException;
    }

    private <T> T send(Call call, UseOfAll<T> use) {
        try {
            gate.enter();
        } catch (InterruptedException e) {
            throw interrupted(call, e, false);
        }
        try (var body = new BodyStream(settings.idleFor())) {
            return use.of(open(call, body), body);
        } catch (InterruptedException | InterruptedIOException e) {
            throw interrupted(call, e, true);
        } catch (IOException e) {
            throw Failures.broken(call.doing(), e);
        } finally {
            gate.leave();
        }
    }

    private HttpResponse<AsyncBody> open(Call call, BodyStream body)
            throws InterruptedException, IOException {
        CompletableFuture<HttpResponse<AsyncBody>> coming = http.consumeBytes(request(call), body);
        HttpResponse<AsyncBody> answer;
        try {
            answer = coming.get();
        } catch (InterruptedException e) {
            coming.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw Failures.broken(call.doing(), e);
        }
        body.begin(answer.body());
        if (!answer.isSuccessful()) {
            String retryAfter = answer.header("Retry-After");
            throw Failures.refused(
                    call.doing(),
                    answer.code(),
                    retryAfter == null ? "" : retryAfter,
                    body.readNBytes(MAX_REFUSAL_BYTES));
        }
        return answer;
    }

    private HttpRequest request(Call call) {
        HttpRequest.Builder request =
                http.newHttpRequestBuilder()
                        .uri(root + call.path())
                        .header("Accept", call.accept())
                        .timeout(settings.headersWithin().toMillis(), TimeUnit.MILLISECONDS);
        String body = call.body();
        if (body != null) {
            String type = call.contentType() == null ? Call.JSON : call.contentType();
            request.method(call.method(), type, body);
        }
        return request.build();
    }

    private static ClusterException interrupted(Call call, Exception cause, boolean sent) {
        Thread.currentThread().interrupt();
        return new ClusterException(
                Reason.CANCELLED, call.doing(), Refusal.silent("interrupted", sent), cause);
    }
}
