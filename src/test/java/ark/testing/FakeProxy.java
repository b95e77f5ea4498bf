package ark.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A proxy on the loopback interface: HTTP CONNECT or SOCKS 5, perhaps with user and password. It
/// takes every name that ends with `.example` for this machine.
public final class FakeProxy implements AutoCloseable {
    private static final String NOT_LOGGED_IN =
            """
            HTTP/1.1 407 Proxy Authentication Required
            Proxy-Authenticate: Basic realm="proxy"
            Content-Length: 0
            Connection: close

            """;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> tunnels = new CopyOnWriteArrayList<>();
    private final boolean socks;
    private final String login;

    private FakeProxy(boolean socks, String login) throws IOException {
        this.socks = socks;
        this.login = login;
        Thread.ofVirtual().start(this::accept);
    }

    /// One that knows CONNECT.
    ///
    /// @param login `user:password`; empty for none
    public static FakeProxy http(String login) throws IOException {
        return new FakeProxy(false, login);
    }

    /// One that knows SOCKS 5.
    ///
    /// @param login `user:password`; empty for none
    public static FakeProxy socks(String login) throws IOException {
        return new FakeProxy(true, login);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /// Where it connected to: `host:port`.
    public List<String> tunnels() {
        return tunnels;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String target = socks ? socksTarget(client) : httpTarget(client);
            if (target.isEmpty()) return;
            tunnels.add(target);
            int colon = target.lastIndexOf(':');
            String named = target.substring(0, colon);
            String host = named.endsWith(".example") ? "127.0.0.1" : named;
            try (Socket server = new Socket(host, Integer.parseInt(target.substring(colon + 1)))) {
                Thread back = Thread.ofVirtual().start(() -> copy(server, client));
                copy(client, server);
                back.join();
            }
        } catch (IOException e) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            return;
        }
    }

    private String httpTarget(Socket client) throws IOException {
        var header = new StringBuilder();
        while (header.indexOf("\r\n\r\n") < 0) {
            int next = client.getInputStream().read();
            if (next < 0) {
                return ""; // it left without a request
            }
            header.append((char) next);
        }
        OutputStream out = client.getOutputStream();
        String wanted = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        if (!login.isEmpty() && header.indexOf("Basic " + wanted) < 0) {
            out.write(NOT_LOGGED_IN.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            return "";
        }
        out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return header.toString().split(" ", -1)[1];
    }

    private String socksTarget(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = client.getOutputStream();
        in.readNBytes(in.readNBytes(2)[1]);
        out.write(new byte[] {5, (byte) (login.isEmpty() ? 0 : 2)});
        if (!login.isEmpty()) {
            in.read();
            String user = new String(in.readNBytes(in.read()), StandardCharsets.UTF_8);
            String password = new String(in.readNBytes(in.read()), StandardCharsets.UTF_8);
            boolean known = login.equals(user + ":" + password);
            out.write(new byte[] {1, (byte) (known ? 0 : 1)});
            if (!known) return "";
        }
        in.readNBytes(4);
        String host = new String(in.readNBytes(in.read()), StandardCharsets.UTF_8);
        int port = in.read() << 8 | in.read();
        out.write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        return host + ":" + port;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
