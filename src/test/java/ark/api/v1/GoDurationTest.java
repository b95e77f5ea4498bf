package ark.api.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);
    private static final Duration SHORTEST = Duration.ofNanos(Long.MIN_VALUE);

    @ParameterizedTest
    @CsvSource({
        "720h0m0s, 2592000000000000",
        "10m0s, 600000000000",
        "1m30s, 90000000000",
        "1.5s, 1500000000",
        "500ms, 500000000",
        "250µs, 250000",
        "1h0m0.000000001s, 3600000000001",
        "999ns, 999",
        "1.001µs, 1001",
        "0s, 0",
        "-1m1s, -61000000000",
        "2562047h47m16.854775807s, 9223372036854775807",
        "-2562047h47m16.854775808s, -9223372036854775808"
    })
    void writesAndReadsAsGo(String text, long nanos) {
        assertThat(GoDuration.format(Duration.ofNanos(nanos))).isEqualTo(text);
        assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "+5s, 5000000000",
        "-0, 0",
        "+0, 0",
        "5.s, 5000000000",
        ".5s, 500000000",
        "-.5s, -500000000",
        "1us1μs1µs, 3000",
        "3h30m3h, 23400000000000",
        "0.100000000000000000000h, 360000000000",
        "0.830103483285477580700h, 2988372539827",
        "0.3333333333333333333h, 1200000000000",
        "9007199254.740993ms, 9007199254740993",
        "9223372036854775807ns, 9223372036854775807",
        "9223372036854775.807us, 9223372036854775807",
        "-9223372036854775808ns, -9223372036854775808",
        "-9223372036854775.808us, -9223372036854775808",
        "0.9223372036854775807h, 3320413933267"
    })
    void readsWhatGoReads(String text, long nanos) {
        assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "x | time: invalid duration \"x\"",
                "5 | time: missing unit in duration \"5\"",
                "1h5 | time: missing unit in duration \"1h5\"",
                "5d | time: unknown unit \"d\" in duration \"5d\"",
                "1 h | time: unknown unit \" h\" in duration \"1 h\"",
                "5MS | time: unknown unit \"MS\" in duration \"5MS\"",
                "- | time: invalid duration \"-\"",
                "+-1s | time: invalid duration \"+-1s\"",
                ". | time: invalid duration \".\"",
                "-. | time: invalid duration \"-.\"",
                ".s | time: invalid duration \".s\"",
                "+.s | time: invalid duration \"+.s\"",
                "1.2.3s | time: missing unit in duration \"1.2.3s\"",
                "9223372036854775808ns | time: invalid duration \"9223372036854775808ns\"",
                "9223372036854775810ns | time: invalid duration \"9223372036854775810ns\"",
                "-9223372036854775809ns | time: invalid duration \"-9223372036854775809ns\"",
                "3000000h | time: invalid duration \"3000000h\"",
                "9223372036854ms775us808ns | time: invalid duration \"9223372036854ms775us808ns\"",
                "\"1\\s | time: invalid duration \"\\\"1\\\\s\"",
                "1ä | time: unknown unit \"\\xc3\\xa4\" in duration \"1\\xc3\\xa4\"",
                "1😀 | time: unknown unit \"\\xf0\\x9f\\x98\\x80\" in duration"
                        + " \"1\\xf0\\x9f\\x98\\x80\""
            })
    void refusesInGosWords(String text, String message) {
        assertThatThrownBy(() -> GoDuration.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void refusesNothingAtAll() {
        assertThatThrownBy(() -> GoDuration.parse("")).hasMessage("time: invalid duration \"\"");
        assertThatThrownBy(() -> GoDuration.parse("1s\n"))
                .hasMessage("time: unknown unit \"s\\x0a\" in duration \"1s\\x0a\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "0", "0h0m0s", "-0s", "0.0ns"})
    void aZeroIsUnset(String text) {
        assertThat(GoDuration.orDefault(text, Duration.ofDays(30))).hasDays(30);
    }

    @Test
    void onlyWhatIsAbsentOrZeroIsTheDefault() {
        assertThat(GoDuration.orDefault(null, Duration.ofDays(30))).hasDays(30);
        assertThat(GoDuration.orDefault("-1h", Duration.ofDays(30))).hasHours(-1);
        assertThatThrownBy(() -> GoDuration.orDefault("", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesToWriteWhatGoCannotHold() {
        assertThatThrownBy(() -> GoDuration.format(LONGEST.plusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GoDuration.format(SHORTEST.minusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsBackEverythingThatItWrites() {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            long nanos = random.nextLong() >> random.nextInt(64);
            String text = GoDuration.format(Duration.ofNanos(nanos));
            assertThat(GoDuration.parse(text)).as(text).isEqualTo(Duration.ofNanos(nanos));
            assertThat(text).isEqualTo(slowFormat(nanos));
        }
    }

    @Test
    void agreesWithExactArithmeticOnRandomTexts() {
        var random = new Random(2);
        List<String> units = List.of("ns", "us", "µs", "μs", "ms", "s", "m", "h");
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            BigDecimal exact = BigDecimal.ZERO;
            for (int part = random.nextInt(4); part >= 0; part--) {
                String number =
                        Long.toString(random.nextLong() >>> random.nextInt(1, 64))
                                + (random.nextBoolean() ? "." + random.nextInt(1_000_000) : "");
                String unit = units.get(random.nextInt(units.size()));
                text.append(number).append(unit);
                exact = exact.add(new BigDecimal(number).multiply(slowUnit(unit)));
            }
            assertReads(text.toString(), exact);
        }
    }

    /// Go cuts every part to whole nanoseconds, in floating point: up to one off for each of four.
    private static void assertReads(String text, BigDecimal exact) {
        BigInteger nanos = exact.setScale(0, RoundingMode.FLOOR).toBigInteger();
        BigInteger slack = BigInteger.valueOf(4);
        if (nanos.subtract(slack).bitLength() > 63) {
            assertThatThrownBy(() -> GoDuration.parse(text))
                    .as(text)
                    .hasMessage("time: invalid duration " + '"' + ascii(text) + '"');
        } else if (nanos.add(slack).bitLength() <= 63) {
            BigInteger read = BigInteger.valueOf(GoDuration.parse(text).toNanos());
            assertThat(read.subtract(nanos).abs()).as(text).isLessThanOrEqualTo(slack);
        }
    }

    private static String ascii(String text) {
        return text.replace("µ", "\\xc2\\xb5").replace("μ", "\\xce\\xbc");
    }

    private static BigDecimal slowUnit(String unit) {
        return switch (unit) {
            case "ns" -> BigDecimal.ONE;
            case "us", "µs", "μs" -> new BigDecimal("1000");
            case "ms" -> new BigDecimal("1000000");
            case "s" -> new BigDecimal("1000000000");
            case "m" -> new BigDecimal("60000000000");
            case "h" -> new BigDecimal("3600000000000");
            default -> throw new IllegalArgumentException(unit);
        };
    }

    /// The rule of Go's documentation, with big numbers.
    private static String slowFormat(long nanos) {
        BigDecimal size = new BigDecimal(nanos).abs();
        String sign = nanos < 0 ? "-" : "";
        if (nanos == 0) {
            return "0s";
        }
        for (String unit : List.of("ns", "µs", "ms")) {
            if (size.compareTo(slowUnit(unit).multiply(new BigDecimal(1000))) < 0) {
                return sign + plain(size.divide(slowUnit(unit))) + unit;
            }
        }
        BigDecimal[] hours = size.divideAndRemainder(slowUnit("h"));
        BigDecimal[] minutes = hours[1].divideAndRemainder(slowUnit("m"));
        String seconds = plain(minutes[1].divide(slowUnit("s"))) + "s";
        if (hours[0].signum() > 0) {
            return sign + plain(hours[0]) + "h" + plain(minutes[0]) + "m" + seconds;
        }
        return sign + (minutes[0].signum() > 0 ? plain(minutes[0]) + "m" : "") + seconds;
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
