package ark.cli.session;

import ark.cli.output.CommandFailure;
import ark.proxy.ProcessProxies;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;

/// GETs the signed address of a file.
///
/// (`HttpURLConnection`, because its read timeout ends a body that stalls; that of the JDK's newer
/// client ends with the headers.)
public final class Transfer {
    /// Of the words of a store that refuses.
    private static final int EXCERPT_BYTES = 300;

    private final Trust trust;
    private final ProcessProxies proxies;

    public Transfer(Trust trust, Map<String, String> environment) {
        this.trust = trust;
        this.proxies = new ProcessProxies(environment);
    }

    /// The body; nothing when the file is not there. The caller closes it.
    ///
    /// @param idle how long it may take to connect, and to the next byte
    /// @throws CommandFailure when the store cannot be reached, or refuses
    Optional<InputStream> open(String address, Duration idle) {
        URI uri = uri(address);
        try {
            HttpURLConnection connection = connection(uri, idle);
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_NOT_FOUND) {
                connection.disconnect();
                return Optional.empty();
            }
            if (status != HttpURLConnection.HTTP_OK) {
                throw refused(connection, status, uri);
            }
            return Optional.of(connection.getInputStream()); // fails when it ends early
        } catch (IOException e) {
            throw unreachable(uri, e);
        }
    }

    private static URI uri(String address) {
        try {
            URI uri = URI.create(address);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw CommandFailure.failed(
                "the server answered with an address that is none: " + address,
                "Check publicUrl and s3Url of the location.");
    }

    private HttpURLConnection connection(URI uri, Duration idle) throws IOException {
        var connection = (HttpURLConnection) uri.toURL().openConnection(proxy(uri));
        connection.setConnectTimeout(Math.toIntExact(idle.toMillis()));
        connection.setReadTimeout(Math.toIntExact(idle.toMillis()));
        connection.setUseCaches(false);
        if (connection instanceof HttpsURLConnection secure) {
            trust.configure(secure);
        }
        return connection;
    }

    private Proxy proxy(URI uri) {
        try {
            return proxies.select(uri).getFirst();
        } catch (IllegalArgumentException e) {
            throw CommandFailure.failed(
                    String.valueOf(e.getMessage()), "Mend HTTPS_PROXY, HTTP_PROXY or NO_PROXY.", e);
        }
    }

    private static CommandFailure refused(HttpURLConnection connection, int status, URI uri)
            throws IOException {
        String words = "";
        try (InputStream error = connection.getErrorStream()) {
            if (error != null) {
                words = new String(error.readNBytes(EXCERPT_BYTES), StandardCharsets.UTF_8).strip();
            }
        }
        return CommandFailure.failed(
                "the object store ("
                        + server(uri)
                        + ") answered "
                        + status
                        + (words.isEmpty() ? "" : ": " + words),
                status == HttpURLConnection.HTTP_FORBIDDEN
                        ? "The address may have expired: try again. Does the location's credential"
                                + " allow to read?"
                        : "Try again.");
    }

    private static CommandFailure unreachable(URI uri, IOException cause) {
        String what = "cannot reach the object store (" + server(uri) + "): " + reason(cause);
        if (cause instanceof SSLException) {
            return CommandFailure.failed(
                    what,
                    "Name its certificate authority with --cacert FILE, or, at your own risk, use"
                            + " --insecure-skip-tls-verify.",
                    cause);
        }
        return CommandFailure.failed(
                what,
                "This machine has no way to it. An address that has one can be set as publicUrl in"
                        + " the location's config.",
                cause);
    }

    private static String reason(IOException cause) {
        return switch (cause) {
            case UnknownHostException _ -> "no such host.";
            case NoRouteToHostException _ -> "no route to it.";
            case ConnectException _ -> "connection refused.";
            case SocketTimeoutException _ -> "it does not answer.";
            case SSLException e -> "its certificate is not trusted: " + e.getMessage();
            default -> String.valueOf(cause.getMessage());
        };
    }

    /// Scheme, host and port: the rest of a signed address is a secret.
    private static String server(URI uri) {
        return uri.getScheme()
                + "://"
                + uri.getHost()
                + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }
}
