package ark.objectstore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Stands between a client and a store and breaks what it is told to break. One request per
/// connection, without encryption; the `Host` header stays, so that signatures stay right.
public final class FaultyProxy implements AutoCloseable {
    /// What becomes of one request.
    public sealed interface Fault {
        /// The store answers.
        record None() implements Fault {}

        /// The connection is reset; the store never hears of the request.
        record Reset() implements Fault {}

        /// The store acts, and the connection is reset before its answer.
        record LostAnswer() implements Fault {}

        /// The answer's body ends after so many bytes, by a reset or as if that were all.
        record CutBody(int bytes, boolean reset) implements Fault {}

        /// Nobody says anything any more, after so many bytes of the answer's body; -1: not even a
        /// status line.
        record Stall(int bytes) implements Fault {}

        /// The answer's body comes a byte at a time, so many milliseconds apart.
        record Slow(int milliseconds) implements Fault {}

        /// Somebody else answers.
        record Answer(int status, Map<String, String> headers, String body) implements Fault {}
    }

    /// Decides by the number of the request, from 1, and its first line.
    public interface Plan {
        Fault of(int number, String requestLine);
    }

    private final ServerSocket listener;
    private final URI store;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Plan plan = (_, _) -> new Fault.None();

    /// @param store as `http://127.0.0.1:9000`
    public FaultyProxy(URI store) throws IOException {
        this.store = store;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::listen);
    }

    /// Where clients reach the store.
    public URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /// From now on; the count of requests begins anew.
    public synchronized void plan(Plan next) {
        requests.clear();
        plan = next;
    }

    /// The first lines of all requests since the plan was made.
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /// Only the request of this number breaks.
    public void breakOnly(int number, Fault fault) {
        plan((n, _) -> n == number ? fault : new Fault.None());
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        threads.shutdownNow();
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.execute(() -> serve(client));
            } catch (IOException _) { // closed
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            Message request = Message.read(client.getInputStream());
            answer(client, request, planned(request.firstLine()));
        } catch (IOException | InterruptedException _) { // the client gave up: its right
        }
    }

    /// One request after the other, so that no two have the same number.
    private synchronized Fault planned(String requestLine) {
        requests.add(requestLine);
        return plan.of(requests.size(), requestLine);
    }

    private void answer(Socket client, Message request, Fault fault)
            throws IOException, InterruptedException {
        OutputStream out = client.getOutputStream();
        switch (fault) {
            case Fault.Reset() -> reset(client);
            case Fault.LostAnswer() -> {
                var _ = forward(request);
                reset(client);
            }
            case Fault.None() -> forward(request).writeTo(out);
            case Fault.CutBody(int bytes, boolean reset) -> {
                forward(request).writeTo(out, bytes);
                if (reset) {
                    reset(client);
                }
            }
            case Fault.Stall(int bytes) -> {
                if (bytes >= 0) {
                    forward(request).writeTo(out, bytes);
                }
                closed.await();
            }
            case Fault.Slow(int milliseconds) -> forward(request).trickleTo(out, milliseconds);
            case Fault.Answer(int status, Map<String, String> headers, String body) ->
                    Message.of(status, headers, body).writeTo(out);
        }
    }

    private Message forward(Message request) throws IOException {
        try (Socket server = new Socket(store.getHost(), store.getPort())) {
            request.writeTo(server.getOutputStream());
            return Message.readAnswer(
                    server.getInputStream(), request.firstLine().startsWith("HEAD "));
        }
    }

    private static void reset(Socket client) throws IOException {
        client.getOutputStream().flush();
        client.setSoLinger(true, 0);
        client.close();
    }

    /// A request or an answer, whole.
    private record Message(String head, ByteArrayOutputStream body) {
        static Message read(InputStream in) throws IOException {
            String head = readHead(in);
            var body = new ByteArrayOutputStream();
            body.write(in.readNBytes(Integer.parseInt(header(head, "content-length", "0"))));
            return new Message(closing(head), body);
        }

        static Message readAnswer(InputStream in, boolean withoutBody) throws IOException {
            String head = readHead(in);
            var body = new ByteArrayOutputStream();
            if (!withoutBody) {
                in.transferTo(body);
            }
            return new Message(closing(head), body);
        }

        static Message of(int status, Map<String, String> headers, String text) {
            var head = new StringBuilder("HTTP/1.1 " + status + " Because\r\n");
            headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
            head.append("Content-Length: " + text.length() + "\r\n\r\n");
            var body = new ByteArrayOutputStream();
            body.writeBytes(text.getBytes(ISO_8859_1));
            return new Message(closing(head.toString()), body);
        }

        String firstLine() {
            return head.substring(0, head.indexOf('\r'));
        }

        void writeTo(OutputStream out) throws IOException {
            writeTo(out, Integer.MAX_VALUE);
        }

        void writeTo(OutputStream out, int bytes) throws IOException {
            out.write(head.getBytes(ISO_8859_1));
            out.write(body.toByteArray(), 0, Math.min(bytes, body.size()));
            out.flush();
        }

        void trickleTo(OutputStream out, int milliseconds)
                throws IOException, InterruptedException {
            out.write(head.getBytes(ISO_8859_1));
            for (byte one : body.toByteArray()) {
                out.write(one);
                out.flush();
                Thread.sleep(milliseconds);
            }
        }

        private static String readHead(InputStream in) throws IOException {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException("no whole head");
                }
                head.append((char) next);
            }
            return head.toString();
        }

        private static String header(String head, String name, String otherwise) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(otherwise);
        }

        private static String closing(String head) {
            String without = head.replaceAll("(?i)\r\n(connection|keep-alive):[^\r]*", "");
            return without.substring(0, without.length() - 2) + "Connection: close\r\n\r\n";
        }
    }
}
