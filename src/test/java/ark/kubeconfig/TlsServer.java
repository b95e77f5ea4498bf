package ark.kubeconfig;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;

/// A server with TLS on the loopback interface that notes who came and refuses whom it is told to.
final class TlsServer implements AutoCloseable {
    private static final byte[] VERSION =
            "{\"major\":\"1\",\"minor\":\"34\",\"gitVersion\":\"v1.34.4\"}"
                    .getBytes(StandardCharsets.UTF_8);

    private final HttpsServer server;
    private final List<Visit> visits = new CopyOnWriteArrayList<>();
    private volatile Predicate<Visit> accepting = _ -> true;

    /// One request.
    ///
    /// @param certificate the client's subject; empty for none
    record Visit(String certificate, String authorization, Headers headers) {}

    /// @param certificate `server` or `named`
    TlsServer(String certificate) throws Exception {
        Identity identity =
                Identity.of(
                        Samples.bytes(certificate + ".crt"), Samples.bytes("server.key"), "server");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "server",
                identity.key(),
                new char[0],
                identity.chain().toArray(new java.security.cert.Certificate[0]));
        KeyManagerFactory keyManagers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, new char[0]);
        KeyStore authority = KeyStore.getInstance("PKCS12");
        authority.load(null, null);
        authority.setCertificateEntry(
                "ca", Identity.certificates(Samples.bytes("ca.crt"), "ca").getFirst());
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authority);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(context) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters wanting = context.getDefaultSSLParameters();
                        wanting.setWantClientAuth(true);
                        parameters.setSSLParameters(wanting);
                    }
                });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        var visit =
                new Visit(
                        subject((HttpsExchange) exchange),
                        authorization == null ? "" : authorization,
                        exchange.getRequestHeaders());
        visits.add(visit);
        byte[] body = accepting.test(visit) ? VERSION : "{}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(accepting.test(visit) ? 200 : 401, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String subject(HttpsExchange exchange) {
        try {
            return exchange.getSSLSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "";
        }
    }

    /// Answers 401 to all others.
    void acceptOnly(Predicate<Visit> predicate) {
        accepting = predicate;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "https://127.0.0.1:" + port();
    }

    List<Visit> visits() {
        return visits;
    }

    Visit lastVisit() {
        return visits.getLast();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
