package ark.cli.session;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Locale;
import java.util.Map;

/// The proxy of an address, from `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` as other programs read
/// them (also in lower case).
final class Proxies {
    private final Map<String, String> environment;

    Proxies(Map<String, String> environment) {
        this.environment = environment;
    }

    Proxy of(URI uri) {
        String setting = value(uri.getScheme() + "_proxy");
        if (setting.isEmpty() || isLocal(uri.getHost()) || isExcepted(uri.getHost())) {
            return Proxy.NO_PROXY;
        }
        try {
            URI proxy = URI.create(setting.contains("://") ? setting : "http://" + setting);
            if (proxy.getHost() == null) {
                return Proxy.NO_PROXY;
            }
            int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
            return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port));
        } catch (IllegalArgumentException e) {
            return Proxy.NO_PROXY; // as other programs do
        }
    }

    private boolean isExcepted(String host) {
        for (String exception : value("no_proxy").split(",", -1)) {
            String suffix = exception.strip().toLowerCase(Locale.ROOT);
            if (suffix.equals("*")) {
                return true;
            }
            suffix = suffix.startsWith(".") ? suffix.substring(1) : suffix;
            String name = host.toLowerCase(Locale.ROOT);
            if (!suffix.isEmpty() && (name.equals(suffix) || name.endsWith("." + suffix))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLocal(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
    }

    private String value(String name) {
        String upper = environment.getOrDefault(name.toUpperCase(Locale.ROOT), "");
        return environment.getOrDefault(name, upper);
    }
}
