package ark.cli;

import ark.cli.session.ApiException;
import ark.cli.session.ApiException.Reason;
import ark.item.InvalidJsonException;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The API server answered with an error.
///
/// Source of the fields: Kubernetes API reference, `Status`.
final class Refusal extends Exception {
    private final int status;
    private final String reason;
    private final String words;

    Refusal(int status, byte[] body) {
        super("HTTP status " + status);
        this.status = status;
        ObjectNode said = object(body);
        this.reason = said.path("reason").asText("");
        this.words = said.path("message").asText("");
    }

    private static ObjectNode object(byte[] body) {
        try {
            return Json.object(body);
        } catch (InvalidJsonException e) {
            return Json.object(); // a proxy's page
        }
    }

    int status() {
        return status;
    }

    ApiException explained() {
        Reason why =
                switch (status) {
                    case 401, 403 -> Reason.DENIED;
                    case 404 -> Reason.NOT_FOUND;
                    case 409 ->
                            reason.equals("AlreadyExists")
                                    ? Reason.ALREADY_EXISTS
                                    : Reason.CONFLICT;
                    case 400, 413, 422 -> Reason.INVALID;
                    case 429 -> Reason.UNREACHABLE;
                    default -> status >= 500 ? Reason.UNREACHABLE : Reason.REFUSED;
                };
        return new ApiException(why, message(), remedy(why), this);
    }

    private String message() {
        if (status == 401) {
            return "the cluster does not know who you are: "
                    + (words.isEmpty() ? "Unauthorized" : words);
        }
        if (noSuchKind()) {
            return "the cluster does not know Ark's custom resources";
        }
        if (!words.isEmpty()) {
            return words;
        }
        return "the cluster answered with HTTP status " + status;
    }

    private String remedy(Reason why) {
        return switch (why) {
            case DENIED ->
                    status == 401
                            ? "Renew the credentials in the kubeconfig, or name another one:"
                                    + " --kubeconfig"
                            : "Somebody who administers the cluster can grant it to you.";
            case NOT_FOUND -> notFound();
            case UNREACHABLE -> "It may pass: try again.";
            case CONFLICT -> "Somebody else changed it at the same time: try again.";
            case INVALID -> "Nothing was changed. Correct what the cluster names, and try again.";
            case ALREADY_EXISTS -> "Choose another name, or delete what has it.";
            case REFUSED -> "Nothing was changed. --log-level debug shows where it arose.";
        };
    }

    /// Where the whole group is unknown, the server answers with no `Status` but a plain text.
    private boolean noSuchKind() {
        return status == 404
                && (words.isEmpty()
                        || words.startsWith("the server could not find the requested resource"));
    }

    private String notFound() {
        if (noSuchKind()) {
            return "Install them: ark install --crds-only";
        }
        return words.startsWith("namespaces ")
                ? "Name the server's namespace with --namespace, or create it."
                : "Somebody may have deleted it meanwhile.";
    }
}
