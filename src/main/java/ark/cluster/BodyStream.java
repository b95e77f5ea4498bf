package ark.cluster;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The body of an answer as a blocking stream that gives up when nothing comes any more.
///
/// The HTTP client pushes buffers from its own thread; at most a few are asked for ahead, so memory
/// is bounded. A body that stands still is cancelled, because the client's own timeout covers the
/// headers only.
final class BodyStream extends InputStream implements AsyncBody.Consumer<List<ByteBuffer>> {
    /// Batches of buffers (16 KiB each, a TLS record) that may wait for the reader.
    private static final int BATCHES_AHEAD = 8;

    /// What the client's thread hands over.
    private sealed interface Arrival {}

    private record Batch(List<ByteBuffer> buffers) implements Arrival {}

    private record End(@Nullable Throwable failure) implements Arrival {}

    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>();
    private final Duration idleLimit;
    private @Nullable AsyncBody body;
    private boolean ended;

    BodyStream(Duration idleLimit) {
        this.idleLimit = idleLimit;
    }

    /// Asks for the first bytes. Before this call nothing is sent here.
    void begin(AsyncBody answer) {
        body = answer;
        var _ = answer.done().whenComplete((_, failure) -> arrivals.add(new End(failure)));
        for (int i = 0; i < BATCHES_AHEAD; i++) {
            answer.consume();
        }
    }

    @Override
    public void consume(List<ByteBuffer> value, AsyncBody from) {
        arrivals.add(new Batch(value));
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (buffers.isEmpty()) {
            if (ended || !await()) {
                return -1;
            }
        }
        int read = 0;
        while (read < length && !buffers.isEmpty()) {
            ByteBuffer next = buffers.getFirst();
            int part = Math.min(length - read, next.remaining());
            next.get(target, offset + read, part);
            read += part;
            if (!next.hasRemaining()) {
                buffers.removeFirst();
            }
        }
        return read;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /// Takes the next arrival.
    ///
    /// @return false at the end
    private boolean await() throws IOException {
        return switch (nextArrival()) {
            case Batch(List<ByteBuffer> next) -> {
                next.stream().filter(ByteBuffer::hasRemaining).forEach(buffers::addLast);
                if (body != null) {
                    body.consume();
                }
                yield true;
            }
            case End(@Nullable Throwable failure) -> {
                ended = true;
                if (failure != null) {
                    throw new IOException(Failures.words(failure), failure);
                }
                yield false;
            }
        };
    }

    private Arrival nextArrival() throws IOException {
        try {
            Arrival next = arrivals.poll(idleLimit.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                close();
                throw new IOException("nothing came for " + idleLimit.toSeconds() + " s");
            }
            return next;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /// Drops what has not been read; a body that was read to its end leaves its connection for the
    /// next request.
    @Override
    public void close() {
        if (body != null && !ended) {
            ended = true;
            body.cancel();
        }
    }
}
