package ark.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ark.archive.ArchiveException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Archives that somebody made to do harm: every one is refused whole, with one clear error.
class HostileArchiveTest {
    private static final String GOOD = "resources/pods/namespaces/ns1/a.json";
    private static final String JSON = "{\"metadata\":{\"namespace\":\"ns1\",\"name\":\"a\"}}";

    @TempDir private Path directory;

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void refusesNamesOutsideTheGrammarHoweverTheyAreWritten() {
        for (String name : badNames()) {
            refused(name, new RawTar().file(GOOD, JSON).file(name, JSON));
            refused(name, new RawTar().pax(RawTar.record("path", name)).file("resources/x", JSON));
            refused(
                    name,
                    new RawTar()
                            .entry("././@LongLink", 'L', "", (name + "\0").getBytes(UTF_8))
                            .file(GOOD, JSON));
        }
        assertThat(badNames()).hasSizeGreaterThan(100);
    }

    private static List<String> badNames() {
        var names = new ArrayList<>(List.of("x", "metadata/versio", "metadata/version/", "/"));
        for (String up : List.of("..", ".", "", "../..", "..\\..", "%2e%2e", "..%2f", "a/..")) {
            names.add(up + "/resources/pods/namespaces/ns1/a.json");
            names.add("resources/" + up + "/namespaces/ns1/a.json");
            names.add("resources/pods/" + up + "/ns1/a.json");
            names.add("resources/pods/namespaces/" + up + "/a.json");
            names.add("resources/pods/namespaces/ns1/" + up + "/a.json");
            names.add("resources/pods/namespaces/ns1/" + up + ".json/x.json");
            names.add("resources/pods/cluster/" + up + "/a.json");
        }
        for (String bad : List.of("..", ".", "", "a\\b", "a%b", "a\nb", "a\u001bb", "a\u202eb")) {
            names.add("resources/pods/namespaces/ns1/" + bad + ".json");
            names.add("resources/pods/cluster/" + bad + ".json");
            names.add("resources/pods/v1-preferredversion/cluster/" + bad + ".json");
        }
        for (String bad : List.of("NS", "-a", "a-", "a_b", "a b", "a.b", "ä", "x".repeat(64))) {
            names.add("resources/pods/namespaces/" + bad + "/a.json");
            names.add("resources/pods/" + bad + "/namespaces/ns1/a.json");
        }
        for (String bad : List.of("Pods", "pods.", ".apps", "pods..apps", "po_ds", "pods apps")) {
            names.add("resources/" + bad + "/namespaces/ns1/a.json");
        }
        names.addAll(
                List.of(
                        "/etc/passwd",
                        "C:\\windows\\a.json",
                        "resources",
                        "resources/",
                        "resources/a.json",
                        "resources/pods/a.json",
                        "resources/pods/namespaces/a.json",
                        "resources/pods/namespaces/ns1/",
                        "resources/pods/namespaces/ns1/a",
                        "resources/pods/namespaces/ns1/a.JSON",
                        "resources/pods/namespaces/ns1/b/a.json",
                        "resources/pods/cluster/ns1/a.json",
                        "resources/pods/v1/v2/cluster/a.json",
                        "resources/pods/-preferredversion/cluster/a.json",
                        "Resources/pods/cluster/a.json",
                        "resources/pods/namespaces/ns1/" + "x".repeat(1100) + ".json",
                        "./" + GOOD,
                        " " + GOOD,
                        GOOD + " "));
        return names;
    }

    private void refused(String name, RawTar tar) {
        assertThat(catchThrowable(() -> spool(tar.end().gzip())))
                .as("name \"%s\"", name)
                .isInstanceOfSatisfying(
                        ArchiveException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.HOSTILE))
                .message()
                .startsWith("reading the archive")
                .doesNotContainPattern("[\\p{Cntrl}\u202e]")
                .hasSizeLessThan(500);
    }

    @Test
    void refusesEverythingThatIsNoRegularFile() {
        for (char type = 1; type < 256; type++) {
            if (type == '0' || type == 'x' || type == 'L') {
                continue;
            }
            char kind = type;
            assertThatThrownBy(
                            () ->
                                    spool(
                                            new RawTar()
                                                    .entry(GOOD, kind, "/etc/passwd", new byte[0])
                                                    .end()
                                                    .gzip()))
                    .as("type %d", (int) kind)
                    .isInstanceOfSatisfying(
                            ArchiveException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.HOSTILE));
        }
    }

    @Test
    void namesTheKindOfWhatItRefuses() {
        assertThatThrownBy(
                        () ->
                                spool(
                                        new RawTar()
                                                .entry(GOOD, '2', "/etc", new byte[0])
                                                .end()
                                                .gzip()))
                .hasMessage(
                        "reading the archive, entry 1: it holds a symbolic link, as no backup does");
    }

    @Test
    void refusesTheSameNameTwice() {
        assertThatThrownBy(() -> spool(new RawTar().file(GOOD, JSON).file(GOOD, "{}").end().gzip()))
                .hasMessageContaining("the same name twice");
        assertThatThrownBy(
                        () ->
                                spool(
                                        new RawTar()
                                                .file("metadata/version", "1")
                                                .file("metadata/version", "1")
                                                .end()
                                                .gzip()))
                .hasMessageContaining("the same name twice");
    }

    @Test
    void refusesExtendedHeadersThatNobodyNeeds() {
        List<RawTar> bad =
                List.of(
                        new RawTar().pax(RawTar.record("linkpath", "/etc")).file(GOOD, JSON),
                        new RawTar().pax(RawTar.record("GNU.sparse.size", "9")).file(GOOD, JSON),
                        new RawTar().pax(RawTar.record("path", "")).file(GOOD, JSON),
                        new RawTar().pax(RawTar.record("size", "-1")).file(GOOD, JSON),
                        new RawTar().pax(RawTar.record("size", "9".repeat(19))).file(GOOD, JSON),
                        new RawTar().pax("9999 path=x\n").file(GOOD, JSON),
                        new RawTar().pax("x path=x\n").file(GOOD, JSON),
                        new RawTar().pax("8 path=x\n").file(GOOD, JSON),
                        new RawTar().pax("0 \n").file(GOOD, JSON),
                        new RawTar().pax("10 pathxxx\n").file(GOOD, JSON),
                        new RawTar()
                                .pax(RawTar.record("path", GOOD), RawTar.record("path", GOOD))
                                .file(GOOD, JSON),
                        new RawTar().pax().pax(RawTar.record("uid", "1")).pax().file(GOOD, JSON),
                        new RawTar().file(GOOD, JSON).pax(RawTar.record("path", GOOD)),
                        new RawTar().pax("x".repeat(70_000)).file(GOOD, JSON));
        for (RawTar tar : bad) {
            assertThatThrownBy(() -> spool(tar.end().gzip()))
                    .isInstanceOfSatisfying(
                            ArchiveException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.HOSTILE));
        }
    }

    @Test
    void refusesWhatIsBehindTheEndAndWhatHasNoEnd() {
        byte[] whole = new RawTar().file(GOOD, JSON).end().bytes();
        for (int cut = 0; cut < whole.length - 512 * 3; cut += 64) {
            byte[] part = Arrays.copyOf(whole, cut);
            assertThatThrownBy(() -> spool(RawTar.gzip(part)))
                    .as("cut at %d", cut)
                    .isInstanceOfSatisfying(
                            ArchiveException.class,
                            e -> assertThat(e.reason()).isIn(Reason.CORRUPT, Reason.HOSTILE));
        }
        byte[] behind = new RawTar().raw(whole).file(GOOD, JSON).end().gzip();
        assertThatThrownBy(() -> spool(behind)).hasMessageContaining("data behind its end");
    }

    @Test
    void refusesEveryTruncationOfTheGzip() {
        byte[] whole =
                new RawTar().file("metadata/version", "1.1.0\n").file(GOOD, JSON).end().gzip();
        for (int cut = 0; cut < whole.length; cut++) {
            byte[] part = Arrays.copyOf(whole, cut);
            assertThatThrownBy(() -> spool(part))
                    .as("cut at %d of %d", cut, whole.length)
                    .isInstanceOfSatisfying(
                            ArchiveException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT));
        }
        byte[] garbage = Arrays.copyOf(whole, whole.length + 7);
        garbage[whole.length] = 'x';
        assertThatThrownBy(() -> spool(garbage)).isInstanceOf(ArchiveException.class);
    }

    @Test
    void neverFailsInAnyOtherWayWhateverBytesAreFlipped() {
        byte[] tar =
                new RawTar()
                        .file("metadata/version", "1.1.0\n")
                        .pax(RawTar.record("path", GOOD.replace("/a", "/b")))
                        .file("resources/x", JSON)
                        .file(GOOD, JSON)
                        .end()
                        .bytes();
        byte[] gzip = RawTar.gzip(tar);
        var random = new Random(42);
        for (int i = 0; i < 600; i++) {
            byte[] flipped = i % 2 == 0 ? tar.clone() : gzip.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Throwable thrown = catchThrowable(() -> spool(packed(flipped, gzip)));
            assertThat(thrown == null || thrown instanceof ArchiveException)
                    .as("round %d: %s", i, thrown)
                    .isTrue();
        }
    }

    private static byte[] packed(byte[] flipped, byte[] gzip) {
        return flipped.length == gzip.length ? flipped : RawTar.gzip(flipped);
    }

    @Test
    void stopsAtABombBeforeItHasWrittenIt() throws IOException {
        var members = new ByteArrayOutputStream();
        members.write(
                RawTar.gzip(new RawTar().header(GOOD.getBytes(UTF_8), '0', "", 8L << 30).bytes()));
        byte[] zeros = RawTar.gzip(new byte[32 * 1024 * 1024]);
        for (int i = 0; i < 4; i++) {
            members.write(zeros);
        }
        tooLarge(members.toByteArray(), ArchiveLimits.DEFAULT, "an entry has 8589934592 bytes");
        var roomy = new ArchiveLimits(10, Integer.MAX_VALUE - 16, 1L << 40, 200);
        byte[] manyMembers =
                concat(
                        RawTar.gzip(
                                new RawTar().header("y".getBytes(UTF_8), 'L', "", 1 << 30).bytes()),
                        zeros);
        assertThatThrownBy(() -> spool(manyMembers)).hasMessageContaining("extended header");
        byte[] trailing = concat(new RawTar().file(GOOD, JSON).end().gzip(), zeros, zeros, zeros);
        tooLarge(trailing, roomy, "it unpacks to more than 200 times its size");
    }

    @Test
    void keepsToEachOfItsLimits() {
        byte[] two =
                new RawTar().file(GOOD, JSON).file(GOOD.replace("/a", "/b"), JSON).end().gzip();
        tooLarge(two, new ArchiveLimits(1, 1000, 10_000, 200), "more than");
        tooLarge(two, new ArchiveLimits(9, 10, 10_000, 200), "an entry has");
        tooLarge(two, new ArchiveLimits(9, 1000, 1000, 200), "it unpacks to more than 1000 bytes");
        spool(two, new ArchiveLimits(2, 1000, 10_000, 1)).close();
    }

    private void tooLarge(byte[] archive, ArchiveLimits limits, String says) {
        assertThatThrownBy(() -> spool(archive, limits))
                .isInstanceOfSatisfying(
                        ArchiveException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE))
                .hasMessageContaining(says);
    }

    private static byte[] concat(byte[]... parts) throws IOException {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        return all.toByteArray();
    }

    private void spool(byte[] archive) {
        spool(archive, ArchiveLimits.DEFAULT).close();
    }

    private ArchiveReader spool(byte[] archive, ArchiveLimits limits) {
        return ArchiveReader.spool(new ByteArrayInputStream(archive), directory, limits);
    }
}
