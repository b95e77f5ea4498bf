package ark.kubeconfig;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// The JDK's HTTP client with what [Access] says: it is replaced by another one when the client
/// certificate is renewed, because TLS connections keep the one they began with; and it closes.
final class ClusterHttpClient extends HttpClient {
    private final Access access;
    private final Duration connectWithin;
    /// No virtual ones: those wait for each other when work keeps every processor busy, and the
    /// answer that renews a lease must not wait.
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    Thread.ofPlatform().daemon().name("cluster-http-", 0).factory());
    private final @Nullable ProxyBridge bridge;
    private final ProxySelector proxy;

    // Guarded by this.
    private @Nullable HttpClient current;
    private Optional<Identity> identity = Optional.empty();
    private boolean closed;

    /// @param server the cluster's address
    ClusterHttpClient(Access access, URI server, Duration connectWithin) {
        this.access = access;
        this.connectWithin = connectWithin;
        bridge = bridge(access.proxy(), server);
        proxy = proxy(access.proxy());
    }

    private static @Nullable ProxyBridge bridge(String url, URI server) {
        if (url.isEmpty()) {
            return null;
        }
        URI uri = URI.create(url);
        if (uri.getScheme().equalsIgnoreCase("http") && uri.getRawUserInfo() == null) {
            return null; // the JDK's client does this itself
        }
        if (!"https".equals(server.getScheme())) {
            throw new KubeConfigException(
                    "the proxy " + Proxies.withoutPassword(uri) + " needs a server with https",
                    "Use a plain http proxy, or none: NO_PROXY=" + server.getHost());
        }
        try {
            return new ProxyBridge(uri, server);
        } catch (IOException e) {
            throw new KubeConfigException(
                    "no way to the proxy: " + Words.of(e), "Are all ports in use?", e);
        }
    }

    private ProxySelector proxy(String url) {
        if (url.isEmpty()) {
            return HttpClient.Builder.NO_PROXY;
        }
        if (bridge != null) {
            return ProxySelector.of(bridge.address());
        }
        URI uri = URI.create(url);
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        return ProxySelector.of(new InetSocketAddress(uri.getHost(), port));
    }

    private HttpClient client() {
        Optional<Identity> newest = access.credentials().identity();
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the client is closed");
            }
            HttpClient known = current;
            if (known == null || !newest.equals(identity)) {
                if (known != null) {
                    known.shutdown(); // what is under way may end
                }
                known = build(newest);
                current = known;
                identity = newest;
            }
            return known;
        }
    }

    private HttpClient build(Optional<Identity> newest) {
        return HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .connectTimeout(connectWithin)
                .followRedirects(Redirect.NORMAL)
                .sslContext(Tls.context(access, newest))
                .proxy(proxy)
                .executor(threads)
                .build();
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return client().send(request, handler);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return explained(client().sendAsync(request, handler));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.@Nullable PushPromiseHandler<T> pushPromises) {
        return explained(client().sendAsync(request, handler, pushPromises));
    }

    /// Puts the bridge's words for a failure in the place of the JDK's, which has none.
    private <T> CompletableFuture<T> explained(CompletableFuture<T> answer) {
        return bridge == null
                ? answer
                : answer.exceptionallyCompose(
                        failure ->
                                CompletableFuture.failedFuture(
                                        bridge.problem().isEmpty()
                                                ? failure
                                                : new ProxyBridge.NoWayException(
                                                        bridge.problem(), failure)));
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        return client().newWebSocketBuilder();
    }

    /// Ends everything at once, connections included.
    @Override
    public void close() {
        HttpClient last;
        synchronized (this) {
            closed = true;
            last = current;
            current = null;
        }
        if (last != null) {
            last.shutdownNow();
        }
        threads.shutdownNow();
        try {
            if (bridge != null) {
                bridge.close();
            }
        } catch (IOException e) {
            return; // nobody can use it any more
        }
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return Optional.empty();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return Optional.of(connectWithin);
    }

    @Override
    public Redirect followRedirects() {
        return Redirect.NORMAL;
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return Optional.of(proxy);
    }

    @Override
    public SSLContext sslContext() {
        return client().sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client().sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return Optional.empty();
    }

    @Override
    public Version version() {
        return Version.HTTP_1_1;
    }

    @Override
    public Optional<Executor> executor() {
        return Optional.of(threads);
    }
}
