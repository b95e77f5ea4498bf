package ark.kubeconfig;

import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Which proxy the way to a server takes.
///
/// Source: Go, golang.org/x/net/http/httpproxy, which kubectl uses; its documentation.
final class Proxies {
    private static final Set<String> SCHEMES = Set.of("http", "https", "socks5", "socks5h");

    private Proxies() {}

    /// The proxy that the environment names for a server.
    ///
    /// @return a URL, or "" for none
    static String of(String server, Environment environment) {
        URI uri = URI.create(server);
        boolean secure = server.startsWith("https:");
        String proxy =
                secure
                        ? environment.firstVariable("HTTPS_PROXY", "https_proxy")
                        : environment.firstVariable("HTTP_PROXY", "http_proxy");
        String host = bare(uri.getHost() == null ? "" : uri.getHost());
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        String exceptions = environment.firstVariable("NO_PROXY", "no_proxy");
        return proxy.isEmpty() || local(host) || excepted(host, port, exceptions)
                ? ""
                : checked(proxy.contains("://") ? proxy : "http://" + proxy);
    }

    /// A proxy's URL, once it is sure that it is one.
    static String checked(String proxy) {
        URI uri;
        try {
            uri = URI.create(proxy);
        } catch (IllegalArgumentException e) {
            throw new KubeConfigException("the proxy's URL is none", "Mend it", e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme) || uri.getHost() == null) {
            throw new KubeConfigException(
                    "the proxy " + withoutPassword(uri) + " is of a kind that is not supported",
                    "It must be http://, https:// or socks5:// with a host");
        }
        return proxy;
    }

    static String withoutPassword(URI proxy) {
        String user = proxy.getRawUserInfo();
        return user == null ? proxy.toString() : proxy.toString().replace(user + "@", "");
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static boolean local(String host) {
        return host.equals("localhost")
                || address(host).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    private static boolean excepted(String host, int port, String exceptions) {
        return Arrays.stream(exceptions.split(",", -1))
                .map(exception -> exception.strip().toLowerCase(Locale.ROOT))
                .filter(exception -> !exception.isEmpty())
                .anyMatch(exception -> matches(host.toLowerCase(Locale.ROOT), port, exception));
    }

    private static boolean matches(String host, int port, String exception) {
        if (exception.equals("*")) {
            return true;
        }
        if (exception.contains("/")) {
            return address(host).filter(address -> inNetwork(address, exception)).isPresent();
        }
        String name = exception;
        int colon = exception.lastIndexOf(':');
        if (colon > 0 && address(exception).isEmpty()) {
            if (!exception.substring(colon + 1).equals(Integer.toString(port))) {
                return false;
            }
            name = bare(exception.substring(0, colon));
        }
        Optional<InetAddress> address = address(name);
        if (address.isPresent()) {
            return address(host).equals(address);
        }
        String domain = name.startsWith("*.") ? name.substring(1) : name;
        return domain.startsWith(".")
                ? host.endsWith(domain)
                : host.equals(domain) || host.endsWith("." + domain);
    }

    private static boolean inNetwork(InetAddress address, String network) {
        String[] parts = network.split("/", 2);
        Optional<InetAddress> literal = address(parts[0]);
        if (literal.isEmpty() || !parts[1].matches("\\d{1,3}")) {
            return false;
        }
        byte[] base = literal.get().getAddress();
        byte[] bytes = address.getAddress();
        int bits = Integer.parseInt(parts[1]);
        if (base.length != bytes.length || bits > 8 * base.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((base[bit / 8] ^ bytes[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /// An address that is written out; nothing is looked up.
    private static Optional<InetAddress> address(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
