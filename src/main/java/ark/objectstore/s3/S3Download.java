package ark.objectstore.s3;

import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// The content of one object, to its end. When the connection breaks or ends early, the rest is
/// asked for again, of the same version of the object; when that does not help, reading throws.
final class S3Download extends InputStream {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /// A connection that breaks more often than this during one object is no connection.
    private static final int MAX_RESUMPTIONS = 100;

    private static final int PRECONDITION_FAILED = 412;

    private final S3Connection s3;
    private final GetObjectRequest request;
    private final String doing;
    private final String version;
    private final long expected;
    private ResponseInputStream<GetObjectResponse> answer;
    private long bytes;
    private int failures;
    private int resumptions;
    private boolean ended;

    private S3Download(
            S3Connection s3,
            GetObjectRequest request,
            String doing,
            ResponseInputStream<GetObjectResponse> answer) {
        this.s3 = s3;
        this.request = request;
        this.doing = doing;
        this.answer = answer;
        this.version = String.valueOf(answer.response().eTag());
        this.expected = Optional.ofNullable(answer.response().contentLength()).orElse(-1L);
    }

    /// Asks for an object.
    ///
    /// @throws SdkException when it is not there or the store does not answer
    static S3Download open(S3Connection s3, GetObjectRequest request, String doing) {
        return new S3Download(
                s3,
                request,
                doing,
                s3.client().getObject(request, ResponseTransformer.toInputStream()));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /// Reads some bytes.
    ///
    /// @throws StoreException `UNREACHABLE` when the connection keeps breaking, `CORRUPT` when the
    ///     object was replaced meanwhile or its checksum is wrong
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            try {
                int count = answer.read(buffer, offset, length);
                if (count > 0) {
                    bytes += count;
                    failures = 0;
                    return count;
                }
                ended = expected < 0 || bytes == expected;
                if (!ended) {
                    resume(new EOFException("the answer ended early"));
                }
            } catch (IOException | SdkException e) {
                resume(e);
            }
        }
        return -1;
    }

    /// More than 0 until the end is reached: a reader of gzip takes 0 for the end of the file.
    @Override
    public int available() throws IOException {
        return expected < 0
                ? answer.available()
                : (int) Math.min(expected - bytes, Integer.MAX_VALUE);
    }

    @Override
    public void close() throws IOException {
        if (ended) {
            answer.close();
        } else {
            answer.abort(); // else the rest would be read for nothing
        }
    }

    private void resume(Exception cause) {
        answer.abort();
        if (String.valueOf(cause.getMessage()).contains("checksum")) {
            throw failure(
                    Reason.CORRUPT, "its checksum is not the one that it was stored with", cause);
        }
        failures++;
        resumptions++;
        if (expected < 0
                || failures >= s3.limits().attempts()
                || resumptions > MAX_RESUMPTIONS
                || !pause()) {
            throw failure(
                    Reason.UNREACHABLE,
                    "the connection broke after %d of %d bytes: %s"
                            .formatted(bytes, expected, cause.getMessage()),
                    cause);
        }
        askForTheRest();
    }

    private void askForTheRest() {
        try {
            GetObjectRequest rest =
                    request.toBuilder()
                            .range("bytes=" + bytes + "-")
                            .ifMatch(version)
                            .checksumMode((ChecksumMode) null) // covers whole objects only
                            .build();
            answer = s3.client().getObject(rest, ResponseTransformer.toInputStream());
        } catch (SdkException e) {
            StoreException fault = s3.faults().of(doing, e);
            throw S3Faults.statusOf(e) == PRECONDITION_FAILED
                    ? failure(Reason.CORRUPT, "it was replaced while it was read", e)
                    : fault;
        }
        String range = String.valueOf(answer.response().contentRange());
        if (!range.startsWith("bytes " + bytes + "-")) {
            answer.abort();
            throw failure(
                    Reason.UNREACHABLE, "the connection broke, and the store cannot resume", null);
        }
    }

    private boolean pause() {
        try {
            Thread.sleep(pauses().computeDelay(failures));
            return true;
        } catch (InterruptedException _) { // the process is stopping
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private BackoffStrategy pauses() {
        return BackoffStrategy.exponentialDelayHalfJitter(s3.limits().firstPause(), LONGEST_PAUSE);
    }

    private StoreException failure(Reason reason, String detail, @Nullable Exception cause) {
        return new StoreException(reason, doing, detail, cause);
    }
}
