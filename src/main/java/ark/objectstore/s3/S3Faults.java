package ark.objectstore.s3;

import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/// From what the SDK throws to a reason and a sentence.
final class S3Faults {
    private static final int MAX_WORDS = 500;

    private static final Set<String> FULL =
            Set.of(
                    "QuotaExceeded",
                    "XMinioStorageFull",
                    "XMinioAdminBucketQuotaExceeded",
                    "InsufficientStorage",
                    "EntityTooLarge");

    private static final Set<String> BUSY =
            Set.of("SlowDown", "SlowDownRead", "SlowDownWrite", "ServiceUnavailable", "Busy");

    /// What to try, by the store's code.
    private static final Map<String, String> REMEDIES =
            Map.of(
                    "InvalidAccessKeyId", "check the access key of the location's Secret",
                    "SignatureDoesNotMatch",
                            "check the secret key of the location's Secret and the region",
                    "ExpiredToken", "the credentials have expired",
                    "RequestTimeTooSkewed", "the clocks of server and store differ",
                    "AccessDenied", "the credentials are valid but may not do this",
                    "PermanentRedirect", "check the location's region and s3Url",
                    "AuthorizationHeaderMalformed", "check the location's region",
                    "IllegalLocationConstraintException", "check the location's region");

    private static final Set<String> WRONG_REGION =
            Set.of(
                    "PermanentRedirect",
                    "AuthorizationHeaderMalformed",
                    "IllegalLocationConstraintException",
                    "TemporaryRedirect");

    private final String endpoint;

    /// @param endpoint for messages
    S3Faults(String endpoint) {
        this.endpoint = endpoint;
    }

    /// @param doing what failed, with the full address
    StoreException of(String doing, SdkException fault) {
        if (fault instanceof AwsServiceException service) {
            String words = words(service);
            return new StoreException(reasonOf(service), doing, words, fault);
        }
        return clientFault(doing, fault);
    }

    /// What answered is no store: a portal, a proxy's page of errors.
    StoreException notS3(String doing) {
        return new StoreException(
                Reason.UNREACHABLE,
                doing,
                "what answers at " + endpoint + " is not S3. Remedy: check the location's s3Url",
                null);
    }

    private static String codeOf(SdkException fault) {
        return fault instanceof AwsServiceException service
                ? Optional.ofNullable(service.awsErrorDetails())
                        .map(AwsErrorDetails::errorCode)
                        .orElse("")
                : "";
    }

    /// The HTTP status of the store's answer, or 0 when there was none.
    static int statusOf(SdkException fault) {
        return fault instanceof AwsServiceException service ? service.statusCode() : 0;
    }

    private static Reason reasonOf(AwsServiceException fault) {
        String code = codeOf(fault);
        int status = fault.statusCode();
        if (code.equals("NoSuchBucket")) {
            return Reason.NO_BUCKET;
        }
        if (FULL.contains(code) || status == 507) {
            return Reason.FULL;
        }
        if (WRONG_REGION.contains(code) || (status >= 300 && status < 400)) {
            return Reason.MISCONFIGURED;
        }
        if (BUSY.contains(code) || status == 429 || status >= 500 || status == 408) {
            return Reason.UNREACHABLE;
        }
        if (status == 401 || status == 403 || code.equals("ExpiredToken")) {
            return Reason.DENIED;
        }
        return status == 404 ? Reason.NOT_FOUND : Reason.REFUSED;
    }

    private String words(AwsServiceException fault) {
        String code = codeOf(fault);
        String said =
                Optional.ofNullable(fault.awsErrorDetails())
                        .map(AwsErrorDetails::errorMessage)
                        .orElse("");
        String remedy = REMEDIES.getOrDefault(code, "");
        String words =
                (code.isEmpty() ? "" : code + ": ")
                        + (said.isEmpty() ? "" : shown(said) + " ")
                        + "(HTTP "
                        + fault.statusCode()
                        + " from "
                        + endpoint
                        + ")";
        return remedy.isEmpty() ? words : words + ". Remedy: " + remedy;
    }

    private StoreException clientFault(String doing, SdkException fault) {
        if (fault instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt(); // the SDK may have cleared it
            return new StoreException(Reason.UNREACHABLE, doing, "interrupted", fault);
        }
        if (fault instanceof ApiCallTimeoutException
                || fault instanceof ApiCallAttemptTimeoutException) {
            return unreachable(doing, "no answer in time", fault);
        }
        @Nullable IOException network = causeOf(fault, IOException.class);
        if (network != null) {
            return unreachable(doing, words(network), fault);
        }
        String said = String.valueOf(fault.getMessage());
        if (said.contains("Unable to load credentials")) {
            return new StoreException(
                    Reason.DENIED,
                    doing,
                    "no credentials: the location names no Secret, and there are none in the"
                            + " environment, shared files, web identity, container or instance",
                    fault);
        }
        if (causeOf(fault, XMLStreamException.class) != null) {
            return notS3(doing);
        }
        boolean credentials = said.contains("credential") || said.contains("Profile");
        return new StoreException(
                credentials ? Reason.DENIED : Reason.REFUSED, doing, shown(said), fault);
    }

    private StoreException unreachable(String doing, String words, Throwable cause) {
        return new StoreException(
                Reason.UNREACHABLE, doing, "cannot reach " + endpoint + ": " + words, cause);
    }

    private static String words(IOException network) {
        return switch (network) {
            case UnknownHostException _ -> "no such host";
            case ConnectException _ -> "connection refused";
            case SocketTimeoutException _ -> "no answer in time";
            case SSLException tls ->
                    "TLS: "
                            + shown(String.valueOf(tls.getMessage()))
                            + ". Remedy: check the location's caCert";
            default -> shown(String.valueOf(network.getMessage()));
        };
    }

    private static <T extends Throwable> @Nullable T causeOf(Throwable fault, Class<T> type) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    /// What a stranger said, as one line of bounded length.
    private static String shown(String words) {
        String line = words.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
        return line.length() <= MAX_WORDS ? line : line.substring(0, MAX_WORDS) + "…";
    }
}
