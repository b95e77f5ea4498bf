package ark.kubeconfig;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// Says in two lines why a cluster does not let us in, and what to do about it.
public final class ClusterUnreachable {
    private static final int UNAUTHORIZED = 401;
    private static final String ANOTHER = ", or name another one: --kubeconfig";

    private final Config config;
    private final Instant now;

    private ClusterUnreachable(Config config, Instant now) {
        this.config = config;
        this.now = now;
    }

    /// Explains a failed request.
    ///
    /// @param config from [KubeConfig#load]
    /// @param failure what was thrown; it and its causes are looked at
    /// @param status HTTP status of the answer; 0 when there was none or it is not known
    /// @return empty when the cluster was reached and let us in, so that it was something else
    public static Optional<KubeConfigException> explain(
            Config config, Throwable failure, int status, Instant now) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof KubeConfigException known) {
                return Optional.of(known);
            }
        }
        var unreachable = new ClusterUnreachable(config, now);
        if (status == UNAUTHORIZED || fabric8Status(failure) == UNAUTHORIZED) {
            return Optional.of(unreachable.notLetIn(failure));
        }
        return status > 0 || fabric8Status(failure) > 0
                ? Optional.empty()
                : unreachable.notReached(failure);
    }

    private static int fabric8Status(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof KubernetesClientException e) {
                return e.getCode();
            }
        }
        return 0;
    }

    private KubeConfigException notLetIn(Throwable failure) {
        Optional<X509Certificate> certificate = identity().map(Identity::certificate);
        if (certificate.isPresent()) {
            Optional<String> outOfTime = outOfTime(certificate.get());
            if (outOfTime.isPresent()) {
                return because(outOfTime.get(), "Renew the kubeconfig" + ANOTHER, failure);
            }
        }
        boolean token =
                access().filter(a -> !a.credentials().authorization().isEmpty()).isPresent();
        if (token) {
            return because(
                    "the login in " + origin() + " is not valid, or no longer (401)",
                    "Log in again" + ANOTHER,
                    failure);
        }
        return certificate
                .map(
                        known ->
                                because(
                                        "it does not know the authority of the client certificate ("
                                                + commonName(known)
                                                + ")",
                                        "Is it a kubeconfig of another cluster? Renew it" + ANOTHER,
                                        failure))
                .orElseGet(
                        () ->
                                because(
                                        "it wants a login, and " + origin() + " has none",
                                        "Log in" + ANOTHER,
                                        failure));
    }

    private Optional<String> outOfTime(X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        Instant begin = certificate.getNotBefore().toInstant();
        String name = " (" + commonName(certificate) + ")";
        if (now.isAfter(end)) {
            String age = words(Duration.between(end, now));
            return Optional.of("the client certificate expired " + age + " ago" + name);
        }
        if (now.isBefore(begin)) {
            String wait = words(Duration.between(now, begin));
            return Optional.of("the client certificate is not valid for another " + wait + name);
        }
        return Optional.empty();
    }

    /// The innermost cause knows best: libraries wrap it in exceptions that say nothing.
    private Optional<KubeConfigException> notReached(Throwable failure) {
        var causes = new ArrayDeque<Throwable>();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            causes.push(at);
            if (at instanceof ProxyBridge.NoWayException known) {
                return Optional.of(broken(known, failure));
            }
        }
        return causes.stream()
                .flatMap(cause -> known(cause, failure).stream())
                .findFirst()
                .or(
                        () ->
                                causes.stream()
                                        .filter(IOException.class::isInstance)
                                        .findFirst()
                                        .map(cause -> broken((IOException) cause, failure)));
    }

    private Optional<KubeConfigException> known(Throwable cause, Throwable failure) {
        return switch (cause) {
            case UnknownHostException _, UnresolvedAddressException _ ->
                    Optional.of(
                            because(
                                    "no such host",
                                    "Is this machine in the right network? Check "
                                            + origin()
                                            + ANOTHER,
                                    failure));
            case SSLException e -> Optional.of(tls(e, failure));
            case HttpTimeoutException _, TimeoutException _ -> Optional.of(silent(failure));
            case NoRouteToHostException _ ->
                    Optional.of(
                            because(
                                    "there is no route to that host",
                                    "Is a VPN or a proxy needed? Check " + origin() + ANOTHER,
                                    failure));
            case ConnectException _ ->
                    Optional.of(
                            because(
                                    "nobody listens there (connection refused)",
                                    "Does the cluster run? Check " + origin() + ANOTHER,
                                    failure));
            case EOFException _ -> Optional.of(hungUp(failure));
            default -> Optional.empty();
        };
    }

    private KubeConfigException silent(Throwable failure) {
        return because(
                "no answer in time",
                "Is a VPN or a proxy needed? Check " + origin() + ANOTHER,
                failure);
    }

    private KubeConfigException hungUp(Throwable failure) {
        return because(
                "it hung up without an answer",
                "Is that the API server? Check " + origin() + ANOTHER,
                failure);
    }

    private KubeConfigException broken(IOException e, Throwable failure) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("header parser received no bytes")) {
            return hungUp(failure);
        }
        boolean proxy = message.contains("proxy") || message.contains("Tunnel failed");
        return because(
                message.replaceAll("\\p{Cntrl}", "?"),
                proxy
                        ? "Check HTTPS_PROXY and NO_PROXY, or proxy-url in " + origin()
                        : "Try again; check " + origin() + ANOTHER,
                failure);
    }

    private KubeConfigException tls(SSLException e, Throwable failure) {
        String message = String.valueOf(e.getMessage());
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof CertificateExpiredException) {
                return because(
                        "the server's certificate has expired",
                        "The cluster's administrator must renew it; is this machine's clock right?",
                        failure);
            }
        }
        if (message.contains("PKIX path")
                || message.contains("unable to find valid certification")) {
            return because(
                    "the server's certificate is not signed by an authority that we know",
                    "Check certificate-authority in " + origin() + ANOTHER,
                    failure);
        }
        if (message.contains("No subject alternative") || message.contains("No name matching")) {
            return because(
                    "the server's certificate is for another name",
                    "Check server and tls-server-name in " + origin() + ANOTHER,
                    failure);
        }
        if (message.contains("nrecognized SSL message")) {
            return because(
                    "it does not speak TLS",
                    "Is it http instead of https? Check " + origin() + ANOTHER,
                    failure);
        }
        return because(
                "TLS: " + message.replaceAll("\\p{Cntrl}", "?"),
                "Check " + origin() + ANOTHER,
                failure);
    }

    private KubeConfigException because(String what, String remedy, Throwable failure) {
        String address = config.getMasterUrl().replaceAll("/+$", "");
        return new KubeConfigException(
                "cannot reach the cluster at " + address + ": " + what, remedy, failure);
    }

    private Optional<Access> access() {
        return config.getOauthTokenProvider() instanceof Access access
                ? Optional.of(access)
                : Optional.empty();
    }

    private Optional<Identity> identity() {
        return access().flatMap(access -> access.credentials().identity());
    }

    private String origin() {
        return access().map(Access::origin).orElse("the kubeconfig");
    }

    private static String commonName(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        return Arrays.stream(subject.split("(?<!\\\\),", -1))
                .map(String::strip)
                .filter(part -> part.startsWith("CN="))
                .findFirst()
                .orElse(subject);
    }

    /// `2 days`, `1 hour`, `30 seconds`.
    private static String words(Duration time) {
        if (time.toDays() > 0) {
            return counted(time.toDays(), "day");
        }
        if (time.toHours() > 0) {
            return counted(time.toHours(), "hour");
        }
        return time.toMinutes() > 0
                ? counted(time.toMinutes(), "minute")
                : counted(time.toSeconds(), "second");
    }

    private static String counted(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }
}
