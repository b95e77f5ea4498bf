package ark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cluster.ClusterException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {
    private static ClusterException refused(int status, String body) {
        return Failures.refused("listing pods", status, "", body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "400, BadRequest, INVALID",
        "401, Unauthorized, DENIED",
        "403, Forbidden, DENIED",
        "404, NotFound, NOT_FOUND",
        "405, MethodNotAllowed, REFUSED",
        "409, AlreadyExists, ALREADY_EXISTS",
        "409, Conflict, CONFLICT",
        "410, Expired, EXPIRED",
        "410, Gone, EXPIRED",
        "413, RequestEntityTooLarge, INVALID",
        "422, Invalid, INVALID",
        "429, TooManyRequests, THROTTLED",
        "500, InternalError, UNAVAILABLE",
        "503, ServiceUnavailable, UNAVAILABLE",
        "504, Timeout, UNAVAILABLE",
    })
    void givesEveryRefusalItsReason(int status, String word, Reason reason) {
        String body = "{\"kind\":\"Status\",\"reason\":\"%s\",\"message\":\"m\"}".formatted(word);

        assertThat(refused(status, body).reason()).isEqualTo(reason);
    }

    @Test
    void knowsARevisionThatIsTooLargeByItsCause() {
        String body =
                "{\"kind\":\"Status\",\"message\":\"Timeout: x\",\"reason\":\"Timeout\","
                        + "\"details\":{\"retryAfterSeconds\":1,\"causes\":"
                        + "[{\"reason\":\"ResourceVersionTooLarge\",\"message\":\"y\"}]}}";

        ClusterException refused = refused(504, body);

        assertThat(refused.reason()).isEqualTo(Reason.REVISION_TOO_LARGE);
        assertThat(refused.retryAfter()).hasValue(Duration.ofSeconds(1));
        assertThat(refused.causes()).containsExactly("y");
    }

    @Test
    void showsWhatAProxySaysOnOneLineAndWithoutControlCharacters() {
        String page =
                "<html>\r\n  <b>502 \u001b[31mBad\u0007 Gateway</b>\n</html>" + "x".repeat(3000);

        assertThat(refused(502, page).apiMessage())
                .startsWith("<html> <b>502 ?[31mBad? Gateway</b> </html>xxx")
                .endsWith("x ...")
                .hasSizeLessThan(2010);
        assertThat(refused(502, "")).hasMessage("listing pods: HTTP status 502");
    }

    @Test
    void tellsInAPersonsWordsWhyThereIsNoAnswer() {
        var unknown = new ConnectException();
        unknown.initCause(new UnknownHostException("x"));

        assertThat(broken(unknown)).isEqualTo("no such host");
        assertThat(broken(new ConnectException())).isEqualTo("connection refused");
        assertThat(broken(new ExecutionException(new IOException("reset\n")))).isEqualTo("reset ");
        assertThat(broken(new IOException())).isEqualTo("IOException");
    }

    private static String broken(Throwable failure) {
        return Failures.broken("listing pods", failure).apiMessage();
    }
}
