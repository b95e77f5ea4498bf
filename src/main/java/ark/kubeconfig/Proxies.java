package ark.kubeconfig;

import ark.proxy.EnvironmentProxies;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/// Which proxy the way to a server takes.
final class Proxies {
    private static final Set<String> SCHEMES = Set.of("http", "https", "socks5", "socks5h");

    private Proxies() {}

    /// The proxy that the environment names for a server.
    ///
    /// @return a URL, or "" for none
    static String of(String server, Environment environment) {
        String proxy = new EnvironmentProxies(environment.variables()).of(URI.create(server));
        return proxy.isEmpty() ? "" : checked(proxy);
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
}
