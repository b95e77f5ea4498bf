package ark.proxy;

import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The proxies that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name, also in lower case.
///
/// Source: Go, golang.org/x/net/http/httpproxy, which kubectl and restic use; its documentation.
///
/// @param variables of the environment
public record EnvironmentProxies(Map<String, String> variables) {
    public EnvironmentProxies {
        variables = Map.copyOf(variables);
    }

    /// The proxy on the way to a server.
    ///
    /// @return its URL as it was written, with `http://` in front where no scheme was; "" for none
    public String of(URI server) {
        boolean secure = "https".equalsIgnoreCase(server.getScheme());
        String proxy =
                secure ? first("HTTPS_PROXY", "https_proxy") : first("HTTP_PROXY", "http_proxy");
        String host = bare(server.getHost() == null ? "" : server.getHost());
        int port = server.getPort() >= 0 ? server.getPort() : secure ? 443 : 80;
        boolean direct =
                proxy.isEmpty()
                        || local(host)
                        || excepted(host, port, first("NO_PROXY", "no_proxy"));
        return direct ? "" : withScheme(proxy);
    }

    /// Whether the environment names any proxy.
    public boolean any() {
        return !first("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy").isEmpty();
    }

    private static String withScheme(String proxy) {
        return proxy.contains("://") ? proxy : "http://" + proxy;
    }

    private String first(String... names) {
        return Arrays.stream(names)
                .map(name -> variables.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
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
