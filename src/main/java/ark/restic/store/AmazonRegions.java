package ark.restic.store;

import ark.spi.StoreException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Asks Amazon for the region of a bucket, without credentials: it is told in the header of any
/// answer, also of a refusal. A bucket never moves, so it is asked once.
///
/// Source: Amazon S3 API reference, HeadBucket, `x-amz-bucket-region`.
public final class AmazonRegions implements Regions {
    private static final URI AMAZON = URI.create("https://s3.amazonaws.com");
    private static final String HEADER = "x-amz-bucket-region";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int NOT_FOUND = 404;

    private final URI endpoint;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    /// Asks Amazon itself.
    public AmazonRegions() {
        this(AMAZON);
    }

    AmazonRegions(URI endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public String of(String bucket) {
        String before = known.get(bucket);
        if (before != null) {
            return before;
        }
        String region = ask(bucket);
        known.put(bucket, region);
        return region;
    }

    private String ask(String bucket) {
        String doing = "asking for the region of bucket " + bucket;
        HttpRequest request =
                HttpRequest.newBuilder(endpoint.resolve("/" + bucket))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .timeout(LIMIT)
                        .build();
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
            HttpResponse<Void> answer =
                    client.send(request, HttpResponse.BodyHandlers.discarding());
            return answer.headers()
                    .firstValue(HEADER)
                    .orElseThrow(() -> unknown(doing, answer.statusCode()));
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Reason.UNREACHABLE,
                    doing,
                    "no answer from %s; name it in the location: config.region".formatted(endpoint),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    StoreException.Reason.UNREACHABLE, doing, "the process is stopping", e);
        }
    }

    private static StoreException unknown(String doing, int status) {
        String why =
                status == NOT_FOUND ? "there is no such bucket" : "the answer does not name it";
        return new StoreException(
                StoreException.Reason.MISCONFIGURED,
                doing,
                why + "; name it in the location: config.region",
                null);
    }
}
