package ark.server;

import static org.assertj.core.api.Assertions.assertThat;

import ark.process.GivenFlags;
import ark.process.ListenAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenFlagsTest {
    @Test
    void whatIsNotGivenHasItsDefault() {
        GivenFlags flags = parse();
        assertThat(flags.text("--namespace")).isEqualTo("velero");
        assertThat(flags.duration("--default-backup-ttl")).isEqualTo(Duration.ofDays(30));
        assertThat(flags.count("--client-page-size", 0)).isEqualTo(500);
        assertThat(flags.on("--restore-only")).isFalse();
        assertThat(flags.list("--features")).isEmpty();
        assertThat(flags.problems()).isEmpty();
    }

    @Test
    void valuesComeAfterASpaceOrAnEqualsSign() {
        GivenFlags flags = parse("--namespace", "a", "--log-level=debug", "-n", "b");
        assertThat(flags.text("--namespace")).isEqualTo("b");
        assertThat(flags.text("--log-level")).isEqualTo("debug");
    }

    @Test
    void aFlagHasItsNamesOfAllEras() {
        assertThat(parse("--restic-timeout=1h").duration("--fs-backup-timeout"))
                .isEqualTo(Duration.ofHours(1));
        assertThat(parse("--default-volumes-to-restic").on("--default-volumes-to-fs-backup"))
                .isTrue();
    }

    @Test
    void aSwitchTakesAValueOnlyAfterAnEqualsSign() {
        GivenFlags flags = parse("--restore-only", "--default-volumes-to-restic=f");
        assertThat(flags.on("--restore-only")).isTrue();
        assertThat(flags.on("--default-volumes-to-fs-backup")).isFalse();
        assertThat(parse("--restore-only", "false").problems())
                .containsExactly("\"false\": the server takes flags only");
    }

    @Test
    void aListIsSeparatedByCommas() {
        assertThat(parse("--features", "EnableCSI, EnableAPIGroupVersions,").list("--features"))
                .containsExactly("EnableCSI", "EnableAPIGroupVersions");
    }

    @Test
    void anEmptyAddressMeansNone() {
        assertThat(parse("--download-address=").address("--download-address")).isEmpty();
        assertThat(parse().address("--download-address")).contains(new ListenAddress("", 8086));
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        GivenFlags flags =
                parse(
                        "--metric-address",
                        "--backup-sync-period=5",
                        "--client-qps=-1",
                        "--client-page-size",
                        "many",
                        "--restore-only=perhaps",
                        "--log-format=xml",
                        "--metrics-address=8085",
                        "now",
                        "--namespace");
        flags.duration("--backup-sync-period");
        flags.number("--client-qps");
        flags.count("--client-page-size", 0);
        flags.on("--restore-only");
        flags.word("--log-format", List.of("text", "json"));
        flags.address("--metrics-address");
        assertThat(flags.problems())
                .containsExactly(
                        "--metric-address: no such flag, did you mean --metrics-address?",
                        "\"now\": the server takes flags only",
                        "--namespace: needs a value",
                        "--backup-sync-period: time: missing unit in duration \"5\" (examples:"
                                + " 90s, 1h30m)",
                        "--client-qps: must not be negative, is \"-1\"",
                        "--client-page-size: must be a whole number from 0, is \"many\"",
                        "--restore-only: must be true or false, is \"perhaps\"",
                        "--log-format: must be one of text, json, is \"xml\"",
                        "--metrics-address: must be HOST:PORT or :PORT, is \"8085\"");
    }

    @Test
    void helpIsAskedForInAnyPlace() {
        assertThat(parse("--namespace", "a", "-h").help()).isTrue();
        assertThat(GivenFlags.help("server", Flags.ALL))
                .contains("--fs-backup-timeout, --restic-timeout duration")
                .contains("--log-level text\n        One of trace")
                .contains("(default 720h)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8085", ":", ":99999", "a:b:1", "http://x:1", ":-1", "[::1]"})
    void anAddressIsAHostAndAPort(String text) {
        assertThat(parse("--metrics-address=" + text))
                .satisfies(
                        flags -> {
                            flags.address("--metrics-address");
                            assertThat(flags.problems()).hasSize(1);
                        });
    }

    @Test
    void anAddressIsPrintedAsItIsRead() {
        for (String text : List.of(":8085", "localhost:0", "[::1]:80", "0.0.0.0:65535")) {
            assertThat(ListenAddress.parse(text)).hasToString(text);
        }
    }

    private static GivenFlags parse(String... arguments) {
        return GivenFlags.parse("server", Flags.ALL, List.of(arguments));
    }
}
