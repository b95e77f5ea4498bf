package ark.api.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoTimeTest {
    @Test
    void writesWholeSecondsInUtc() {
        assertThat(GoTime.format(Instant.parse("2026-11-21T16:15:17.999999999Z")))
                .isEqualTo("2026-11-21T16:15:17Z");
        assertThat(GoTime.format(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T16:15:17Z, 2026-11-21T16:15:17Z",
        "2026-11-21T16:15:17.5Z, 2026-11-21T16:15:17.5Z",
        "2026-11-21T16:15:17.1234567899999Z, 2026-11-21T16:15:17.123456789Z",
        "2026-11-21T16:15:17+01:30, 2026-11-21T14:45:17Z",
        "2026-11-21T16:15:17-23:59, 2026-11-22T16:14:17Z",
        "2026-11-21T16:15:17+24:60, 2026-11-20T15:15:17Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z"
    })
    void readsWhatGoReads(String text, Instant time) {
        assertThat(GoTime.parse(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-21",
                "2026-11-21T16:15Z",
                "2026-11-21T16:15:17",
                "2026-11-21t16:15:17z",
                "2026-11-21 16:15:17Z",
                "2026-02-29T00:00:00Z",
                "2026-11-21T24:00:00Z",
                "2026-11-21T23:59:60Z",
                "2026-11-21T16:15:17+25:00",
                "2026-11-21T16:15:17+01:61",
                "2026-11-21T16:15:17.Z",
                "٢٠٢٦-11-21T16:15:17Z",
                " 2026-11-21T16:15:17Z",
                "2026-11-21T16:15:17Z\n"
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> GoTime.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
