package ark.cron;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronExpressionTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /// Source: robfig/cron v3, spec_test.go, without the field for seconds.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The clocks go forward: 02:30 and 02:00 do not come.
                "2012-03-11T00:00:00-05:00 | 30 2 11 Mar ? | 2013-03-11T02:30:00-04:00",
                "2012-03-11T00:00:00-05:00 | 0 * * * ?     | 2012-03-11T01:00:00-05:00",
                "2012-03-11T01:00:00-05:00 | 0 * * * ?     | 2012-03-11T03:00:00-04:00",
                "2012-03-11T03:00:00-04:00 | 0 * * * ?     | 2012-03-11T04:00:00-04:00",
                "2012-03-11T00:00:00-05:00 | 0 1 * * ?     | 2012-03-11T01:00:00-05:00",
                "2012-03-11T01:00:00-05:00 | 0 1 * * ?     | 2012-03-12T01:00:00-04:00",
                "2012-03-11T00:00:00-05:00 | 0 2 * * ?     | 2012-03-12T02:00:00-04:00",
                // They go back: 01:30 and 01:00 come twice.
                "2012-11-04T00:00:00-04:00 | 30 2 04 Nov ? | 2012-11-04T02:30:00-05:00",
                "2012-11-04T01:45:00-04:00 | 30 1 04 Nov ? | 2012-11-04T01:30:00-05:00",
                "2012-11-04T00:00:00-04:00 | 0 * * * ?     | 2012-11-04T01:00:00-04:00",
                "2012-11-04T01:00:00-04:00 | 0 * * * ?     | 2012-11-04T01:00:00-05:00",
                "2012-11-04T01:00:00-05:00 | 0 * * * ?     | 2012-11-04T02:00:00-05:00",
                "2012-11-04T00:00:00-04:00 | 0 1 * * ?     | 2012-11-04T01:00:00-04:00",
                "2012-11-04T01:00:00-04:00 | 0 1 * * ?     | 2012-11-04T01:00:00-05:00",
                "2012-11-04T01:00:00-05:00 | 0 1 * * ?     | 2012-11-05T01:00:00-05:00",
                "2012-11-04T00:00:00-04:00 | 0 2 * * ?     | 2012-11-04T02:00:00-05:00",
                "2012-11-04T02:00:00-05:00 | 0 2 * * ?     | 2012-11-05T02:00:00-05:00",
                "2012-11-04T00:00:00-04:00 | 0 3 3 * ?     | 2012-12-03T03:00:00-05:00",
            })
    void clocksThatGoForwardAndBackAreRobfigs(String after, String text, String next) {
        var cron = CronExpression.parse("TZ=America/New_York " + text, ZoneOffset.UTC);
        assertThat(cron.next(OffsetDateTime.parse(after).toInstant()))
                .contains(OffsetDateTime.parse(next).toInstant());
    }

    /// Source: as above. There midnight is not a time on the day when the clocks go forward.
    @ParameterizedTest
    @CsvSource({
        "2018-10-17T05:00:00-04:00, 0 9 10 * ?, 2018-11-10T06:00:00-05:00",
        "2018-02-14T05:00:00-05:00, 0 9 22 * ?, 2018-02-22T07:00:00-05:00",
        "2018-11-03T12:00:00-03:00, 0 0 * * ?,  2018-11-05T00:00:00-02:00",
        "2018-11-03T12:00:00-03:00, 30 1 4 11 ?, 2018-11-04T01:30:00-02:00",
    })
    void aDayMayBeginAtOne(String after, String text, String next) {
        var cron = CronExpression.parse("TZ=America/Sao_Paulo " + text, ZoneOffset.UTC);
        assertThat(cron.next(OffsetDateTime.parse(after).toInstant()))
                .contains(OffsetDateTime.parse(next).toInstant());
    }

    @Test
    void aCenturyOfLeapDaysIsMetEvenAcrossTheYearThatHasNone() {
        List<Instant> days = times("0 12 29 2 *", BERLIN, "2026-01-01", "2110-01-01");
        assertThat(days)
                .hasSize(20)
                .allMatch(day -> day.atZone(BERLIN).toLocalDate().isLeapYear())
                .contains(Instant.parse("2096-02-29T11:00:00Z"))
                .contains(Instant.parse("2104-02-29T11:00:00Z"));
    }

    @Test
    void thirtyYearsOfNightsMissTheNightOfTheGapAndNoOther() {
        List<Instant> nights = times("30 2 * * *", BERLIN, "2026-01-01", "2056-01-01");
        Set<LocalDate> days = nights.stream().map(CronExpressionTest::day).collect(toSet());
        assertThat(
                        LocalDate.parse("2026-01-01")
                                .datesUntil(LocalDate.parse("2056-01-01"))
                                .filter(day -> !days.contains(day)))
                .hasSize(30)
                .allMatch(day -> day.getMonthValue() == 3 && day.getDayOfWeek().getValue() == 7);
        assertThat(nights.size() - days.size()).as("nights that come twice").isEqualTo(30);
    }

    private static LocalDate day(Instant time) {
        return time.atZone(BERLIN).toLocalDate();
    }

    @Test
    void thirtyYearsOfEveningsComeOnceEachDay() {
        List<Instant> evenings = times("0 19 * * *", BERLIN, "2026-01-01", "2056-01-01");
        assertThat(evenings).hasSize(365 * 30 + 7);
        assertThat(evenings.stream().map(CronExpressionTest::day)).doesNotHaveDuplicates();
    }

    @Test
    void theTimeAfterATimeIsNeverThatTime() {
        var cron = CronExpression.parse("* * * * *", ZoneOffset.UTC);
        Instant minute = Instant.parse("2026-11-21T12:01:00Z");
        assertThat(cron.next(minute)).contains(minute.plusSeconds(60));
        assertThat(cron.next(minute.minusNanos(1))).contains(minute);
        assertThat(cron.next(minute.plusNanos(1))).contains(minute.plusSeconds(60));
    }

    @Test
    void anIntervalIsCountedFromWholeSeconds() {
        var cron = CronExpression.parse("@every 10s", ZoneOffset.UTC);
        assertThat(cron.next(Instant.parse("2026-11-21T12:00:00.900Z")))
                .contains(Instant.parse("2026-11-21T12:00:10Z"));
    }

    @Test
    void timesAreCountedWithoutThoseAtTheEnds() {
        Instant noon = Instant.parse("2026-11-21T12:00:00Z");
        for (String text : List.of("*/10 * * * *", "@every 10m")) {
            var cron = CronExpression.parse(text, ZoneOffset.UTC);
            assertThat(cron.count(noon, noon.plusSeconds(1800), 99)).as(text).isEqualTo(2);
            assertThat(cron.count(noon, noon.plusSeconds(1801), 99)).as(text).isEqualTo(3);
            assertThat(cron.count(noon, noon.plusSeconds(1801), 2)).as(text).isEqualTo(2);
            assertThat(cron.count(noon, noon, 99)).as(text).isZero();
            assertThat(cron.count(noon, noon.minusSeconds(9999), 99)).as(text).isZero();
        }
    }

    /// Against a reference that tries every minute and knows nothing of calendars.
    @Test
    void theNextTimeIsTheFirstMinuteThatAllFieldsAdmit() {
        var chance = new Random(20261121);
        for (int round = 0; round < 400; round++) {
            Field[] fields = {
                Field.random(chance, 0, 59),
                Field.random(chance, 0, 23),
                Field.random(chance, 1, 31),
                Field.random(chance, 1, 12),
                Field.random(chance, 0, 6)
            };
            ZoneId zone = ZoneId.of(ZONES.get(chance.nextInt(ZONES.size())));
            Instant after = someTime(chance, zone);
            String text = Stream.of(fields).map(Field::text).collect(Collectors.joining(" "));
            Optional<Instant> slow = slowly(fields, zone, after);
            Optional<Instant> fast = quickly(text, zone, after);
            String what = text + " in " + zone + " after " + after;
            if (slow.isPresent()) {
                assertThat(fast).as(what).isEqualTo(slow);
            } else {
                assertThat(fast.filter(next -> next.isBefore(after.plus(WINDOW))))
                        .as(what)
                        .isEmpty();
            }
        }
    }

    private static final Duration WINDOW = Duration.ofDays(5);

    /// Clocks that go by an hour, by half an hour, by none, at midnight, in the south.
    private static final List<String> ZONES =
            List.of(
                    "Europe/Berlin",
                    "America/New_York",
                    "Australia/Lord_Howe",
                    "Asia/Kolkata",
                    "America/Santiago",
                    "Africa/Cairo",
                    "America/Scoresbysund",
                    "UTC");

    /// Mostly near a change of the clocks.
    private static Instant someTime(Random chance, ZoneId zone) {
        Instant start = Instant.parse("2024-01-01T00:00:00Z").plusSeconds(chance.nextInt(99999999));
        var change = zone.getRules().nextTransition(start);
        return change == null || chance.nextInt(4) == 0
                ? start
                : change.getInstant()
                        .minusSeconds(chance.nextInt(200_000))
                        .plusNanos(chance.nextInt(3));
    }

    private static Optional<Instant> quickly(String text, ZoneId zone, Instant after) {
        try {
            return CronExpression.parse(text, zone).next(after);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("there is no such date");
            return Optional.empty();
        }
    }

    private static Optional<Instant> slowly(Field[] fields, ZoneId zone, Instant after) {
        Instant time = Instant.ofEpochSecond(Math.floorDiv(after.getEpochSecond(), 60) * 60 + 60);
        for (; time.isBefore(after.plus(WINDOW)); time = time.plusSeconds(60)) {
            ZonedDateTime local = time.atZone(zone);
            boolean day = fields[2].numbers().contains(local.getDayOfMonth());
            boolean weekday = fields[4].numbers().contains(local.getDayOfWeek().getValue() % 7);
            boolean date = (fields[2].star() || fields[4].star()) ? day && weekday : day || weekday;
            if (date
                    && fields[0].numbers().contains(local.getMinute())
                    && fields[1].numbers().contains(local.getHour())
                    && fields[3].numbers().contains(local.getMonthValue())) {
                return Optional.of(time);
            }
        }
        return Optional.empty();
    }

    /// A field with what it means, made together so that nothing has to be parsed.
    private record Field(String text, List<Integer> numbers, boolean star) {
        static Field random(Random chance, int least, int most) {
            return switch (chance.nextInt(6)) {
                case 0, 1 -> new Field("*", range(least, most, 1), true);
                case 2 -> {
                    int step = 1 + chance.nextInt(most);
                    yield new Field("*/" + step, range(least, most, step), step == 1);
                }
                case 3 -> {
                    int from = least + chance.nextInt(most - least + 1);
                    int to = from + chance.nextInt(most - from + 1);
                    int step = 1 + chance.nextInt(3);
                    yield new Field(from + "-" + to + "/" + step, range(from, to, step), false);
                }
                case 4 -> {
                    int from = least + chance.nextInt(most - least + 1);
                    yield new Field(from + "/7", range(from, most, 7), false);
                }
                default -> {
                    var numbers = new ArrayList<Integer>();
                    for (int count = 0; count < 3; count++) {
                        numbers.add(least + chance.nextInt(most - least + 1));
                    }
                    String text =
                            numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
                    yield new Field(text, numbers, false);
                }
            };
        }

        private static List<Integer> range(int from, int to, int step) {
            return IntStream.rangeClosed(from, to)
                    .filter(number -> (number - from) % step == 0)
                    .boxed()
                    .toList();
        }
    }

    private static List<Instant> times(String text, ZoneId zone, String from, String until) {
        var cron = CronExpression.parse(text, zone);
        Instant end = LocalDate.parse(until).atStartOfDay(zone).toInstant();
        var times = new ArrayList<Instant>();
        Instant last = LocalDate.parse(from).atStartOfDay(zone).toInstant().minusSeconds(1);
        for (Optional<Instant> next = cron.next(last);
                next.isPresent() && next.get().isBefore(end);
                next = cron.next(next.get())) {
            times.add(next.get());
        }
        return times;
    }
}
