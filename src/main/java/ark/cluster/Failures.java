package ark.cluster;

import ark.cluster.ClusterException.Reason;
import ark.cluster.ClusterException.Refusal;
import ark.item.InvalidJsonException;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;

/// Turns refusals and broken connections into [ClusterException]s.
///
/// Source of the fields: Kubernetes API reference, `Status` and `StatusDetails`.
final class Failures {
    /// Enough for every message of a server, too little for a web page of a proxy.
    private static final int MAX_MESSAGE_CHARACTERS = 2000;

    private Failures() {}

    /// The server answered, with an HTTP status that is no success.
    ///
    /// @param retryAfterHeader empty when there was none
    static ClusterException refused(
            String doing, int status, String retryAfterHeader, byte[] body) {
        JsonNode said = statusObject(body);
        String message = said.path("message").asText("");
        if (message.isEmpty()) {
            String text = printable(new String(body, StandardCharsets.UTF_8).strip());
            message = text.isEmpty() ? "HTTP status " + status : text;
        }
        long seconds =
                Math.max(
                        said.at("/details/retryAfterSeconds").asLong(0), seconds(retryAfterHeader));
        Reason reason = reason(status, said);
        boolean mayHaveHappened = status >= 500;
        var refusal =
                new Refusal(
                        status,
                        printable(message),
                        causes(said),
                        Duration.ofSeconds(seconds),
                        mayHaveHappened);
        return new ClusterException(reason, doing, refusal, null);
    }

    /// There was no answer, or it broke off.
    static ClusterException broken(String doing, Throwable failure) {
        Throwable cause = unwrapped(failure);
        String words = words(cause);
        return new ClusterException(
                Reason.UNREACHABLE, doing, Refusal.silent(words, maybeSent(cause)), cause);
    }

    /// The failure in a person's words.
    static String words(Throwable failure) {
        Throwable cause = unwrapped(failure);
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof UnresolvedAddressException || at instanceof UnknownHostException) {
                return "no such host";
            }
        }
        if (cause instanceof HttpConnectTimeoutException) {
            return "no connection in time";
        }
        if (cause instanceof ConnectException) {
            return "connection refused";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : printable(message);
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static boolean maybeSent(Throwable cause) {
        return !(cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLException
                || cause instanceof UnknownHostException);
    }

    private static Reason reason(int status, JsonNode said) {
        return switch (status) {
            case 400, 413, 422 -> Reason.INVALID;
            case 401, 403 -> Reason.DENIED;
            case 404 -> Reason.NOT_FOUND;
            case 409 ->
                    said.path("reason").asText().equals("AlreadyExists")
                            ? Reason.ALREADY_EXISTS
                            : Reason.CONFLICT;
            case 410 -> Reason.EXPIRED;
            case 429 -> Reason.THROTTLED;
            case 504 -> tooLarge(said) ? Reason.REVISION_TOO_LARGE : Reason.UNAVAILABLE;
            default -> status >= 500 ? Reason.UNAVAILABLE : Reason.REFUSED;
        };
    }

    private static boolean tooLarge(JsonNode said) {
        for (JsonNode cause : said.at("/details/causes")) {
            if (cause.path("reason").asText().equals("ResourceVersionTooLarge")) {
                return true;
            }
        }
        return said.path("message").asText().contains("Too large resource version");
    }

    private static List<String> causes(JsonNode said) {
        var causes = new ArrayList<String>();
        for (JsonNode cause : said.at("/details/causes")) {
            String field = cause.path("field").asText();
            String message = printable(cause.path("message").asText());
            causes.add(field.isEmpty() ? message : field + ": " + message);
        }
        return causes;
    }

    private static JsonNode statusObject(byte[] body) {
        try {
            return Json.object(body);
        } catch (InvalidJsonException e) { // a proxy's page, or plain text
            return Json.object();
        }
    }

    private static long seconds(String header) {
        return header.matches("\\d{1,6}") ? Long.parseLong(header) : 0;
    }

    /// On one line, without control characters, not endless.
    private static String printable(String text) {
        String line = text.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
        return line.length() <= MAX_MESSAGE_CHARACTERS
                ? line
                : line.substring(0, MAX_MESSAGE_CHARACTERS) + " ...";
    }
}
