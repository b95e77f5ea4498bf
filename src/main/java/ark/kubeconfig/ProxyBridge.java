package ark.kubeconfig;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// An HTTP proxy on the loopback interface that goes on through another proxy: the JDK's HTTP
/// client knows neither SOCKS nor proxies behind TLS, and no password for a tunnel. It connects to
/// one server only.
///
/// Source: RFC 9110, CONNECT; RFC 1928 and RFC 1929, SOCKS 5.
final class ProxyBridge implements Closeable {
    private static final int CONNECT_MILLISECONDS = 10_000;
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private final ServerSocket listener;
    private final URI proxy;
    private final Target target;
    private volatile String problem = "";
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /// There is no way through the proxy; the message says why.
    static final class NoWayException extends IOException {
        NoWayException(String problem, Throwable cause) {
            super(problem, cause);
        }
    }

    private record Target(String host, int port) {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /// @param proxy `http`, `https`, `socks5` or `socks5h`, perhaps with user and password
    /// @param server the only one to connect to
    ProxyBridge(URI proxy, URI server) throws IOException {
        this.proxy = proxy;
        String host = server.getHost();
        boolean literal = host.startsWith("[");
        target =
                new Target(
                        literal ? host.substring(1, host.length() - 1) : host,
                        server.getPort() < 0 ? 443 : server.getPort());
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("proxy-bridge").start(this::accept);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().name("proxy-bridge-tunnel").start(() -> serve(client));
            } catch (IOException e) { // closed, or a client that went away at once
                Thread.onSpinWait();
            }
        }
    }

    private void serve(Socket client) {
        open.add(client);
        try (client) {
            String request = header(client.getInputStream());
            if (!request.startsWith("CONNECT " + target + " ")) {
                answer(client, "403 Forbidden");
                return;
            }
            try (Socket server = connected()) {
                open.add(server);
                answer(client, "200 OK");
                Thread back = Thread.ofVirtual().start(() -> copy(server, client));
                copy(client, server);
                back.join();
            }
        } catch (IOException e) {
            closeQuietly(client); // it went away, or there is no way on: then #problem says why
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.removeIf(Socket::isClosed);
        }
    }

    private static void answer(Socket client, String status) throws IOException {
        String text = "HTTP/1.1 " + status + "\r\n\r\n";
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Copies to the end, then says so to the other side.
    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            return; // it is gone anyway
        }
    }

    private Socket connected() throws IOException {
        String scheme = proxy.getScheme().toLowerCase(Locale.ROOT);
        boolean socks = scheme.startsWith("socks5");
        boolean tls = scheme.equals("https");
        int port = proxy.getPort() >= 0 ? proxy.getPort() : socks ? 1080 : tls ? 443 : 80;
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(proxy.getHost(), port), CONNECT_MILLISECONDS);
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(CONNECT_MILLISECONDS);
            Socket socket = tls ? overTls(plain, port) : plain;
            if (socks) {
                socks(socket.getInputStream(), socket.getOutputStream());
            } else {
                tunnel(socket.getInputStream(), socket.getOutputStream());
            }
            socket.setSoTimeout(0);
            problem = "";
            return socket;
        } catch (IOException e) {
            closeQuietly(plain);
            problem = "proxy " + Proxies.withoutPassword(proxy) + ": " + e.getMessage();
            throw e;
        }
    }

    /// Why the last try to connect failed; the client itself learns only that it did. Empty when
    /// none failed.
    String problem() {
        return problem;
    }

    private Socket overTls(Socket plain, int port) throws IOException {
        SSLContext context = Tls.context(new Access.Trust.Machine(""), Optional.empty());
        var socket =
                (SSLSocket)
                        context.getSocketFactory().createSocket(plain, proxy.getHost(), port, true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private void tunnel(InputStream in, OutputStream out) throws IOException {
        String user = user();
        String login =
                user.isEmpty()
                        ? ""
                        : "Proxy-Authorization: Basic "
                                + Base64.getEncoder()
                                        .encodeToString(user.getBytes(StandardCharsets.UTF_8))
                                + "\r\n";
        String request =
                "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n" + login + "\r\n";
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        String answer = header(in);
        if (!answer.matches("HTTP/1\\.[01] 200(?s).*")) {
            throw new IOException("it says " + answer.lines().findFirst().orElse("nothing"));
        }
    }

    /// `user:password`, or "".
    private String user() {
        String raw = proxy.getRawUserInfo();
        return raw == null
                ? ""
                : URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String header(InputStream in) throws IOException {
        var header = new ByteArrayOutputStream();
        while (header.size() < MAX_HEADER_BYTES) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("it hung up");
            }
            header.write(next);
            String text = header.toString(StandardCharsets.ISO_8859_1);
            if (next == '\n' && text.endsWith("\r\n\r\n")) {
                return text;
            }
        }
        throw new IOException("it talks too much");
    }

    private void socks(InputStream in, OutputStream out) throws IOException {
        String user = user();
        byte method = (byte) (user.isEmpty() ? 0 : 2);
        out.write(new byte[] {5, 1, method});
        byte[] chosen = in.readNBytes(2);
        if (chosen.length < 2 || chosen[1] != method) {
            throw new IOException("it does not accept this way to log in");
        }
        if (method == 2) {
            login(in, out, user);
        }
        byte[] host = target.host().getBytes(StandardCharsets.US_ASCII);
        var request = new ByteArrayOutputStream();
        request.writeBytes(new byte[] {5, 1, 0, 3, (byte) host.length});
        request.writeBytes(host);
        request.write(target.port() >> 8);
        request.write(target.port());
        out.write(request.toByteArray());
        byte[] reply = in.readNBytes(5);
        if (reply.length < 5 || reply[1] != 0) {
            throw new IOException(
                    "it cannot connect to "
                            + target
                            + (reply.length < 2 ? "" : ", code " + reply[1]));
        }
        int addressBytes =
                switch (reply[3]) {
                    case 1 -> 4;
                    case 4 -> 16;
                    default -> 1 + (reply[4] & 0xff);
                };
        in.readNBytes(addressBytes - 1 + 2); // one byte of the address was read, two are the port
    }

    private static void login(InputStream in, OutputStream out, String user) throws IOException {
        int colon = user.indexOf(':');
        byte[] name =
                user.substring(0, colon < 0 ? user.length() : colon)
                        .getBytes(StandardCharsets.UTF_8);
        byte[] password =
                colon < 0
                        ? new byte[0]
                        : user.substring(colon + 1).getBytes(StandardCharsets.UTF_8);
        var request = new ByteArrayOutputStream();
        request.write(1);
        request.write(name.length);
        request.writeBytes(name);
        request.write(password.length);
        request.writeBytes(password);
        out.write(request.toByteArray());
        byte[] answer = in.readNBytes(2);
        if (answer.length < 2 || answer[1] != 0) {
            throw new IOException("it does not accept user and password");
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(ProxyBridge::closeQuietly);
    }
}
