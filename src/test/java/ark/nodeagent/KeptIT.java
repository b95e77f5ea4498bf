package ark.nodeagent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.Annotations;
import ark.api.v1.PodVolumeBackup;
import ark.api.v1.PodVolumePhase;
import ark.api.v1.PodVolumeRestore;
import ark.testing.HostileTree;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of a volume, row by row of the manual's table. Needs root.
@KubernetesTest
class KeptIT {
    private static final Pattern TABLE =
            Pattern.compile("\\| of a volume \\| \\|\\n\\|---\\|---\\|\\n((\\|.*\\n)+)");
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-01-01T00:00:00Z"));
    private static final String FILE = "contents/size-4096";

    @TempDir private Path folder;

    private AgentWorld world;
    private Path source = Path.of("");
    private Path target = Path.of("");
    private Instant restored = Instant.MAX;
    private List<String> before = List.of();
    private List<String> after = List.of();

    /// One row is true.
    private interface Check {
        void run() throws IOException, InterruptedException;
    }

    @BeforeEach
    void makeWorld(KubernetesCluster cluster, TestNamespace namespace) throws IOException {
        world = new AgentWorld(cluster, namespace.name(), folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Map<String, Check> rows() {
        var rows = new LinkedHashMap<String, Check>();
        putWhatIsKept(rows);
        putWhatIsNot(rows);
        return rows;
    }

    private void putWhatIsKept(Map<String, Check> rows) {
        rows.put(
                "contents, hard links of files, symbolic links with any target, holes of sparse"
                        + " files | kept",
                () -> {
                    comesBack("(contents|links|crowd)/\\S+ [-l].*");
                    comesBack("links/hard-\\S+ -.* =links/hard-\\S+");
                    assertThat(kibibytes("contents/sparse-67108864")).isLessThan(2048);
                });
        rows.put(
                "names of any bytes (also no UTF-8, newlines), 255 bytes long, in paths of over"
                        + " 3,000 bytes | kept",
                () -> {
                    comesBack("names/.*");
                    comesBack("\\S{3000,} -.*");
                });
        rows.put(
                "owner and group (numbers up to 4294967294), mode with setuid, setgid and sticky,"
                        + " also mode 000 | kept",
                () -> comesBack("(owners|modes)/.*"));
        rows.put(
                "time of modification, to the nanosecond, also before 1970 | kept",
                () -> comesBack("times/.* -[0-9]+ .*"));
        rows.put(
                "attributes `user.*`, `trusted.*`, `security.capability`, POSIX ACLs with defaults"
                        + " | kept",
                () -> {
                    for (String name : List.of("user", "trusted", "security", "system")) {
                        comesBack("attributes/.* " + name + "\\..*");
                    }
                });
        rows.put(
                "empty folders, fifos, device files | kept",
                () -> {
                    comesBack("contents/empty.x20folder d.*");
                    comesBack("special/\\S+ [pcb].*");
                });
        rows.put(
                "mode and owner of the volume's own folder | kept, by Ark"
                        + " (`ark.dev/volume-root`)",
                () -> assertThat(after.getFirst()).isEqualTo(before.getFirst()));
    }

    private void putWhatIsNot(Map<String, Check> rows) {
        rows.put(
                "hard links between symbolic links, fifos or device files | each becomes a file of"
                        + " its own",
                () -> {
                    assertThat(before).anyMatch(line -> line.matches("links/sym-\\S+ l.* =\\S+"));
                    assertThat(after).noneMatch(line -> line.matches("\\S+ [lpcb].* =\\S+"));
                });
        rows.put(
                "time of modification and attributes of the volume's own folder | lost",
                () -> {
                    assertThat(Files.getLastModifiedTime(target)).isGreaterThan(LONG_AGO);
                    assertThat(attributes(source).list()).contains("mark");
                    assertThat(attributes(target).list()).doesNotContain("mark");
                });
        rows.put("time of access | becomes the time of modification", this::checkTimeOfAccess);
        rows.put(
                "sockets | lost: whoever listens makes them",
                () -> {
                    assertThat(source.resolve("special/socket")).exists();
                    assertThat(target.resolve("special/socket")).doesNotExist();
                });
        rows.put(
                "time of change, time of birth, inode numbers, flags as immutable or append-only,"
                        + " project quotas, reflinks | lost",
                () -> {
                    Path file = target.resolve(FILE);
                    assertThat((FileTime) Files.getAttribute(file, "unix:ctime"))
                            .isGreaterThanOrEqualTo(FileTime.from(restored.minusSeconds(1)));
                    assertThat(Files.getAttribute(file, "unix:ino"))
                            .isNotEqualTo(Files.getAttribute(source.resolve(FILE), "unix:ino"));
                });
    }

    /// Before anybody reads the file.
    private void checkTimeOfAccess() throws IOException {
        var times = Files.readAttributes(target.resolve(FILE), BasicFileAttributes.class);
        assertThat(times.lastAccessTime()).isEqualTo(times.lastModifiedTime());
    }

    private void comesBack(String regex) {
        List<String> wanted =
                HostileTree.kept(before).stream().filter(line -> line.matches(regex)).toList();
        assertThat(wanted).as(regex).isNotEmpty();
        assertThat(after).containsAll(wanted);
    }

    private long kibibytes(String file) throws IOException, InterruptedException {
        Process du =
                new ProcessBuilder("du", "--block-size=1K", target.resolve(file).toString())
                        .start();
        String out = new String(du.getInputStream().readAllBytes(), UTF_8);
        assertThat(du.waitFor()).isZero();
        return Long.parseLong(out.replaceFirst("(?s)\\s.*", ""));
    }

    private static UserDefinedFileAttributeView attributes(Path path) {
        return Files.getFileAttributeView(
                path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static List<String> rowsOfThePage() throws IOException {
        var table = TABLE.matcher(Files.readString(Path.of("docs/user/volumes.md")));
        assertThat(table.find()).isTrue();
        return table.group(1).lines().map(row -> row.substring(2, row.length() - 2)).toList();
    }

    @Test
    void theManualsTableIsWhatBecomesOfAVolume() throws Exception {
        Map<String, Check> rows = rows();
        assertThat(rowsOfThePage()).containsExactlyElementsOf(rows.keySet());
        backUpAndRestore();
        checkTimeOfAccess();
        before = HostileTree.describe(source);
        after = HostileTree.describe(target);
        assertThat(after).isEqualTo(HostileTree.kept(before));
        rows.remove("time of access | becomes the time of modification"); // it was read since
        for (Map.Entry<String, Check> row : rows.entrySet()) {
            row.getValue().run();
        }
    }

    private void backUpAndRestore() throws Exception {
        world.initRepository();
        Pod pod = world.pod("web", "data");
        source = world.volume(pod, "data");
        HostileTree.make(source);
        attributes(source).write("mark", java.nio.ByteBuffer.wrap(new byte[] {1}));
        Files.getFileAttributeView(
                        source.resolve(FILE), java.nio.file.attribute.BasicFileAttributeView.class)
                .setTimes(null, LONG_AGO, null);
        Files.setLastModifiedTime(source, LONG_AGO);
        world.startAgent();
        PodVolumeBackup backup = world.ended(world.backUp(pod, "data", "b1"));
        assertThat(backup.getStatus().message()).isNull();
        Pod again = world.waitingPod("restored", "data");
        target = world.volume(again, "data");
        String root = backup.getMetadata().getAnnotations().get(Annotations.VOLUME_ROOT);
        restored = Instant.now();
        PodVolumeRestore restore =
                world.ended(
                        world.restore(
                                again,
                                "data",
                                backup.getStatus().snapshotID() + "",
                                "annotations: {ark.dev/volume-root: '%s'},".formatted(root)));
        assertThat(restore.getStatus().message()).isNull();
        assertThat(restore.getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
        world.setWaiting(again, "terminated: {exitCode: 0}");
        org.awaitility.Awaitility.await()
                .atMost(AgentWorld.PATIENCE)
                .until(() -> !Files.exists(target.resolve(".velero")));
    }
}
