package ark.cluster.exec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// An API server that knows nothing but `exec`, for tests: what it answers is told beforehand, one
/// script for each request.
final class FakeExecServer implements AutoCloseable {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455
    private static final int BINARY = 0x82;
    private static final int CLOSE = 0x88;

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<Script> scripts = new ArrayDeque<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch clientLeft = new CountDownLatch(1);
    private final KubernetesClient client;

    /// The server's end of a connection.
    final class Stream {
        private final Socket connection;
        private final OutputStream out;
        private final String key;

        Stream(Socket connection, String key) throws IOException {
            this.connection = connection;
            this.key = key;
            out = connection.getOutputStream();
        }

        void accept() throws IOException {
            write(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n"
                            + "Sec-WebSocket-Accept: "
                            + accepted(key)
                            + "\r\n\r\n");
        }

        void refuse(int status, String headers, String body) throws IOException {
            write(
                    "HTTP/1.1 "
                            + status
                            + " Refused\r\n"
                            + headers
                            + "Connection: close\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body);
        }

        void message(int channel, byte[] content) throws IOException {
            int length = content.length + 1;
            out.write(BINARY);
            if (length < 126) {
                out.write(length);
            } else {
                out.write(127);
                for (int shift = 56; shift >= 0; shift -= 8) {
                    out.write((int) ((long) length >> shift) & 0xff);
                }
            }
            out.write(channel);
            out.write(content);
            out.flush();
        }

        void message(int channel, String content) throws IOException {
            message(channel, content.getBytes(UTF_8));
        }

        void close() throws IOException {
            out.write(new byte[] {(byte) CLOSE, 2, 0x03, (byte) 0xe8});
            out.flush();
        }

        /// Says nothing until the client closes its side.
        void awaitClient() throws IOException {
            InputStream in = connection.getInputStream();
            while (true) {
                int first = in.read();
                if (first < 0 || first == CLOSE) {
                    clientLeft.countDown();
                    return;
                }
            }
        }

        private void write(String text) throws IOException {
            out.write(text.getBytes(UTF_8));
            out.flush();
        }
    }

    FakeExecServer() throws IOException {
        socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        threads.execute(this::acceptAll);
        Config config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + socket.getLocalPort())
                        .withHttp2Disable(true)
                        .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    FakeExecServer next(Script script) {
        synchronized (scripts) {
            scripts.add(script);
        }
        return this;
    }

    KubernetesClient client() {
        return client;
    }

    /// The first lines of requests, in order.
    List<String> requests() {
        return List.copyOf(requests);
    }

    boolean clientLeftWithin(int seconds) throws InterruptedException {
        return clientLeft.await(seconds, TimeUnit.SECONDS);
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket connection = socket.accept();
                threads.execute(() -> answer(connection));
            }
        } catch (IOException _) {
            return; // closed
        }
    }

    private void answer(Socket connection) {
        try (connection) {
            var reader =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
            String key = "";
            String first = reader.readLine();
            requests.add(first);
            String line = first;
            while (line != null && !line.isEmpty()) {
                if (line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key: ")) {
                    key = line.substring("sec-websocket-key: ".length());
                }
                line = reader.readLine();
            }
            Script script;
            synchronized (scripts) {
                script = scripts.remove();
            }
            script.play(new Stream(connection, key));
        } catch (IOException _) {
            clientLeft.countDown();
        }
    }

    private static String accepted(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }

    /// What a request gets.
    interface Script {
        void play(Stream stream) throws IOException;
    }
}
