package ark.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.GoDuration;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTimeTest {
    private static final Instant NOW = Instant.parse("2026-11-21T16:15:17Z");

    /// Source: `ShortHumanDuration` of Kubernetes' apimachinery.
    @ParameterizedTest
    @CsvSource({
        "0s, 0s",
        "59s999ms, 59s",
        "1m, 1m",
        "59m59s, 59m",
        "1h, 1h",
        "23h59m, 23h",
        "24h, 1d",
        "719h, 29d",
        "8759h, 364d",
        "8760h, 1y",
        "26280h, 3y",
        "-1s, 0s",
        "-1m, <invalid>",
    })
    void anAgeIsOneNumberAndOneUnit(String duration, String text) {
        assertThat(HumanTime.rough(GoDuration.parse(duration))).isEqualTo(text);
    }

    @Test
    void whatHasGoneWasAgo() {
        assertThat(HumanTime.fromNow(NOW.plus(Duration.ofDays(29)), NOW)).isEqualTo("29d");
        assertThat(HumanTime.fromNow(NOW, NOW)).isEqualTo("0s");
        assertThat(HumanTime.fromNow(NOW.minus(Duration.ofDays(3)), NOW)).isEqualTo("3d ago");
    }

    @ParameterizedTest
    @CsvSource({
        "0s, 0.0 s",
        "640ms, 0.6 s",
        "9s999ms, 9.9 s",
        "14s, 14 s",
        "2m5s, 2 m 5 s",
        "3h4m5s, 3 h 4 m"
    })
    void whatTookLongIsToldLessExactly(String duration, String text) {
        assertThat(HumanTime.took(GoDuration.parse(duration))).isEqualTo(text);
    }
}
