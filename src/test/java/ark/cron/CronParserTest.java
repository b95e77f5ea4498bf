package ark.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronParserTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z"); // a Saturday

    /// Source of many: robfig/cron v3, parser_test.go, without the field for seconds.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * *            | expected exactly 5 fields, found 4: [* * * *]",
                "0 0 7 * * *        | expected exactly 5 fields, found 6: [0 0 7 * * *]",
                "x                  | expected exactly 5 fields, found 1: [x]",
                "60 * * * *         | end of range (60) above maximum (59): 60",
                "* 24 * * *         | end of range (24) above maximum (23): 24",
                "* * 0 * *          | beginning of range (0) below minimum (1): 0",
                "* * * 13 *         | end of range (13) above maximum (12): 13",
                "* * * * 7          | end of range (7) above maximum (6): 7 (Sunday is 0)",
                "* * * * 5-7        | end of range (7) above maximum (6): 5-7 (Sunday is 0)",
                "5-3 * * * *        | beginning of range (5) beyond end of range (3): 5-3",
                "* * * * fri-sun    | beginning of range (5) beyond end of range (0): fri-sun",
                "5-6-7 * * * *      | too many hyphens: 5-6-7",
                "--5 * * * *        | too many hyphens: --5",
                "*/5/7 * * * *      | too many slashes: */5/7",
                "*/0 * * * *        | step of range should be a positive number: */0",
                "*/-12 * * * *      | failed to parse int from -12",
                "*// * * * *        | too many slashes: *//",
                "*/ * * * *         | failed to parse int from :",
                "jan * * * *        | failed to parse int from jan",
                "+5 * * * *         | failed to parse int from +5",
                "\u0665 * * * *     | failed to parse int from",
                "99999999999 * * * * | failed to parse int from 99999999999",
                ", * * * *          | a field without a number: ,",
                "*-5 * * * *        | a range that begins with a star: *-5",
                "@unrecognized      | unrecognized descriptor: @unrecognized",
                "@Daily             | unrecognized descriptor: @Daily",
                "@every             | unrecognized descriptor: @every",
                "@every 5           | failed to parse duration @every 5: time: missing unit",
                "@every -1h         | the duration must be positive: @every -1h",
                "TZ=No/Where * * * * * | provided bad location No/Where: unknown time zone No/Where",
                "TZ=GMT+2 * * * * * | provided bad location GMT+2",
                "CRON_TZ=UTC        | expected exactly 5 fields, found 0: []",
                "0 0 30 2 *         | there is no such date: 0 0 30 2 *",
                "0 0 31 4,6,9,11 *  | there is no such date: 0 0 31 4,6,9,11 *",
            })
    void whatIsNoExpressionIsNamedInRobfigsWords(String text, String words) {
        assertThatThrownBy(() -> CronExpression.parse(text, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(words);
    }

    @Test
    void nothingIsNoExpression() {
        assertThatThrownBy(() -> CronExpression.parse("", ZoneOffset.UTC))
                .hasMessage("expected exactly 5 fields, found 0: []");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* * * * *",
                "? ? ? ? ?",
                "0-59 0-23 1-31 1-12 0-6",
                "*/1 */1 */1 */1 */1",
                "  *\t* *  * * ",
                "*,5 * * * *",
                "0/1 * * * *",
            })
    void everyMinuteCanBeSaidInManyWays(String text) {
        assertNext(text, "2026-11-21T12:01:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "@yearly,   2027-01-01T00:00:00Z",
        "@annually, 2027-01-01T00:00:00Z",
        "@monthly,  2026-12-01T00:00:00Z",
        "@weekly,   2026-11-22T00:00:00Z",
        "@daily,    2026-11-22T00:00:00Z",
        "@midnight, 2026-11-22T00:00:00Z",
        "@hourly,   2026-11-21T13:00:00Z",
        "@every 1h30m, 2026-11-21T13:30:00Z",
        "@every 1.9s,  2026-11-21T12:00:01Z",
        "@every 5ms,   2026-11-21T12:00:01Z",
    })
    void wordsStandForFields(String text, String next) {
        assertNext(text, next);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5 * * * *          | 2026-11-21T12:05:00Z",
                "5/10 13 * * *      | 2026-11-21T13:05:00Z",
                "55/10 * * * *      | 2026-11-21T12:55:00Z",
                "10-40/15 * * * *   | 2026-11-21T12:10:00Z",
                "40,20,30 * * * *   | 2026-11-21T12:20:00Z",
                "20,,30 * * * *     | 2026-11-21T12:20:00Z",
                "0 7 * * MON-Fri    | 2026-11-23T07:00:00Z",
                "0 7 1 Feb *        | 2027-02-01T07:00:00Z",
                "0 7 * * sun        | 2026-11-22T07:00:00Z",
                "0 7 1 * 1          | 2026-11-23T07:00:00Z",
                "0 7 1 * ?          | 2026-12-01T07:00:00Z",
                "0 7 */1 * 1        | 2026-11-23T07:00:00Z",
                "0 7 */2 * 2        | 2026-11-23T07:00:00Z",
                "0 7 *,2 * 2        | 2026-11-24T07:00:00Z",
                "0 12 21 11 *       | 2027-11-21T12:00:00Z",
            })
    void fieldsGoTogetherAsRobfigSays(String text, String next) {
        assertNext(text, next);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 7 * * *                  | 2026-11-22T06:00:00Z",
                "CRON_TZ=UTC 0 7 * * *      | 2026-11-22T07:00:00Z",
                "TZ= 0 7 * * *              | 2026-11-22T07:00:00Z",
                "TZ=Local 0 7 * * *         | 2026-11-22T06:00:00Z",
                "TZ=Asia/Kolkata 0 7 * * *  | 2026-11-22T01:30:00Z",
                "CRON_TZ=America/New_York @daily | 2026-11-22T05:00:00Z",
                "TZ=Asia/Tokyo   @every 1h  | 2026-11-21T13:00:00Z",
            })
    void aZoneMayStandBeforeIt(String text, String next) {
        assertThat(CronExpression.parse(text, ZoneId.of("Europe/Berlin")).next(NOON))
                .contains(Instant.parse(next));
    }

    private static void assertNext(String text, String next) {
        assertThat(CronExpression.parse(text, ZoneOffset.UTC).next(NOON))
                .contains(Instant.parse(next));
    }
}
