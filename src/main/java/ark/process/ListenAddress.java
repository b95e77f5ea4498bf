package ark.process;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a listener listens, as Go programs are told it: `:8085`, `localhost:6060`, `[::1]:80`.
///
/// @param host empty: every address of this machine
/// @param port 0: any free one
public record ListenAddress(String host, int port) {
    private static final int MAX_PORT = 65535;
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([^\\]]+)]|([^:\\[\\]]*)):(\\d{1,5})");

    /// Reads an address as flags have it.
    ///
    /// @throws IllegalArgumentException with what is wrong
    public static ListenAddress parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(3)) > MAX_PORT) {
            throw new IllegalArgumentException("must be HOST:PORT or :PORT, is \"" + text + "\"");
        }
        String host = form.group(1) == null ? form.group(2) : form.group(1);
        return new ListenAddress(host, Integer.parseInt(form.group(3)));
    }

    InetSocketAddress socket() {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    /// `HOST:PORT`, as [#parse] reads it.
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
