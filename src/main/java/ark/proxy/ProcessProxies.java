package ark.proxy;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Leads the JDK's own connections, with which object stores and their token services are asked,
/// through the proxies of the environment.
///
/// (The SDKs that do so by themselves each read the variables in a way of their own: that of AWS
/// takes `HTTP_PROXY` for https, too, and knows no networks in `NO_PROXY`.)
public final class ProcessProxies extends ProxySelector {
    private static final Set<String> WEB = Set.of("http", "https");

    private final EnvironmentProxies proxies;

    /// @param variables of the environment
    public ProcessProxies(Map<String, String> variables) {
        this.proxies = new EnvironmentProxies(variables);
    }

    /// Makes this process go that way from here on, when the environment names a proxy. For a
    /// `main`, before the first connection.
    ///
    /// @param variables of the environment
    public static void use(Map<String, String> variables) {
        var selector = new ProcessProxies(variables);
        if (selector.proxies.any()) {
            // By default a password goes to no proxy on the way to an https address.
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
            ProxySelector.setDefault(selector);
            Authenticator.setDefault(selector.logins());
        }
    }

    /// @return exactly one
    /// @throws IllegalArgumentException when the JDK cannot use the proxy; says it without password
    @Override
    public List<Proxy> select(URI uri) {
        if (uri.getScheme() == null || !WEB.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
            return List.of(Proxy.NO_PROXY); // a socket of its own
        }
        String url = proxies.of(uri);
        return List.of(url.isEmpty() ? Proxy.NO_PROXY : proxy(url));
    }

    private static Proxy proxy(String url) {
        URI uri = parsed(url);
        int port = uri.getPort();
        return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "http" -> new Proxy(Proxy.Type.HTTP, address(uri, port < 0 ? 80 : port));
            case "socks5", "socks5h" ->
                    new Proxy(Proxy.Type.SOCKS, address(uri, port < 0 ? 1080 : port));
            default ->
                    throw new IllegalArgumentException(
                            "the proxy %s of the environment must be http:// or socks5://"
                                    .formatted(withoutLogin(uri)));
        };
    }

    private static URI parsed(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException _) { // told below, without the text: it has a password
        }
        throw new IllegalArgumentException("the environment names a proxy that is no URL");
    }

    private static InetSocketAddress address(URI proxy, int port) {
        return new InetSocketAddress(proxy.getHost(), port);
    }

    private static String withoutLogin(URI proxy) {
        String login = proxy.getRawUserInfo();
        return login == null ? proxy.toString() : proxy.toString().replace(login + "@", "");
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException cause) {
        // Whoever connects is told.
    }

    /// User and password of the proxies, for nobody but them.
    private Authenticator logins() {
        return new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                return getRequestorType() == RequestorType.PROXY && getRequestingURL() != null
                        ? login(getRequestingURL().toString(), getRequestingHost()).orElse(null)
                        : null;
            }
        };
    }

    /// @param proxy the host that asks for a login
    Optional<PasswordAuthentication> login(String server, String proxy) {
        String url = proxies.of(URI.create(server));
        if (url.isEmpty()) {
            return Optional.empty();
        }
        URI uri = parsed(url);
        String raw = uri.getRawUserInfo();
        if (raw == null || !uri.getHost().equalsIgnoreCase(proxy)) {
            return Optional.empty();
        }
        String login = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        int colon = login.indexOf(':');
        return Optional.of(
                new PasswordAuthentication(
                        colon < 0 ? login : login.substring(0, colon),
                        (colon < 0 ? "" : login.substring(colon + 1)).toCharArray()));
    }
}
