package ark.nodeagent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.item.Json;
import ark.nodeagent.TestVolume.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What can be touched through the launcher, and what cannot. Needs root, as the node agent does.
class LauncherIT {
    @TempDir private Path folder;

    private TestVolume volume;
    private Path root;
    private Path outside;

    @BeforeEach
    void makeVolume() throws IOException {
        volume = new TestVolume(folder);
        root = volume.root();
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("file"), "not yours");
    }

    @Test
    void restoresWhatItBackedUp() throws Exception {
        Files.writeString(Files.createDirectory(root.resolve("d")).resolve("f"), "hello");
        assertThat(volume.restic("init").exitCode()).isZero();
        Answer backup = volume.backup("--tag=a=b");
        assertThat(backup.out()).contains("\"message_type\":\"summary\"");
        assertThat(volume.restic("snapshots", "--json").out()).contains("\"paths\":[\"/v\"]");

        Files.delete(root.resolve("d/f"));
        assertThat(volume.restic("restore", "latest", "--target=.").exitCode()).isZero();
        assertThat(root.resolve("d/f")).hasContent("hello");
    }

    @Test
    void theRoomHoldsNothingButWhatResticNeeds() throws Exception {
        Answer seen = inside(false, "find", "/", "-xdev", "-not", "-path", "/v*");
        assertThat(seen.out().lines().filter(path -> !path.startsWith("/etc")))
                .containsExactlyInAnyOrder(
                        "/",
                        "/restic",
                        volume.room,
                        volume.room + "/password",
                        volume.room + "/cache",
                        volume.room + "/tmp",
                        volume.room + "/repository");
        assertThat(seen.out().lines().filter(path -> path.startsWith("/etc")))
                .isSubsetOf(
                        "/etc",
                        "/etc/hosts",
                        "/etc/nsswitch.conf",
                        "/etc/resolv.conf",
                        "/etc/pki",
                        "/etc/ssl",
                        "/etc/ssl/cert.pem",
                        "/etc/ssl/certs",
                        "/etc/ssl/certs/ca-certificates.crt");
        assertThat(inside(false, "stat", "-c", "%a %u", volume.room + "/password").out())
                .isEqualTo("400 0\n");
    }

    @Test
    void aBackupCannotWriteAnythingIntoTheVolume() throws Exception {
        assertThat(inside(true, "touch", "/v/new").err()).contains("Read-only file system");
        assertThat(inside(false, "touch", "/v/new").exitCode()).isZero();
        assertThat(inside(false, "touch", "/new").err()).contains("Read-only file system");
    }

    @Test
    void nobodyInTheRoomCanOpenItAgain() throws Exception {
        assertThat(inside(false, "mount", "-o", "remount,bind,rw", "/").exitCode()).isNotZero();
        assertThat(inside(false, "chroot", "/v", "/x").err()).contains("not permitted");
        assertThat(inside(false, "unshare", "-m", "true").err()).contains("not permitted");
    }

    @Test
    void aLinkLeadsNowhere() throws Exception {
        Files.createSymbolicLink(root.resolve("absolute"), outside.resolve("file"));
        Files.createSymbolicLink(root.resolve("relative"), Path.of("../../../../../outside/file"));
        for (String link : List.of("absolute", "relative")) {
            assertThat(inside(false, "cat", "/v/" + link).err()).contains("No such file");
        }
    }

    @Test
    void aVolumeBehindALinkIsRefused() throws Exception {
        Path plugin = root.resolve("..").normalize();
        Files.createSymbolicLink(plugin.resolve("link"), outside);
        Files.createSymbolicLink(volume.pods().resolve("link"), volume.pods().resolve("0a1b"));
        for (String path :
                List.of(
                        "0a1b/volumes/kubernetes.io~empty-dir/link",
                        "link/volumes/kubernetes.io~empty-dir/data")) {
            Answer answer = TestVolume.end(volume.start(volume.launcher("look", path)));
            assertThat(answer.exitCode()).isEqualTo(125);
            assertThat(answer.err()).contains("it is a link");
        }
        for (String path : List.of("../outside", "0a1b//volumes", "/etc", "", "0a1b/./volumes")) {
            Answer answer = TestVolume.end(volume.start(volume.launcher("look", path)));
            assertThat(answer.err()).contains("must be a path below --pods");
        }
    }

    @Test
    void whatIsMountedBelowTheVolumeIsNamedAndNotSeen() throws Exception {
        Path below = Files.createDirectory(root.resolve("be low"));
        Path deeper = Files.createDirectories(root.resolve("d/e"));
        Files.createDirectory(root.resolve("d/subvolume"));
        try (var _ = new Mounts().bind(outside, below).bind(outside, deeper)) {
            JsonNode seen = look();
            assertThat(texts(seen.path("foreign"))).containsExactlyInAnyOrder("be low", "d/e");
            assertThat(seen.path("foreignCount").asInt()).isEqualTo(2);
            assertThat(inside(true, "find", "/v").out()).doesNotContain("file");
        }
        assertThat(look().path("foreign").size()).isZero();
    }

    @Test
    void aVolumeThatIsAMountSaysSo() throws Exception {
        assertThat(look().path("mounted").asBoolean()).isFalse();
        try (var _ = new Mounts().bind(outside, root)) {
            assertThat(look().path("mounted").asBoolean()).isTrue();
            assertThat(inside(true, "cat", "/v/file").out()).isEqualTo("not yours");
        }
    }

    @Test
    void looksAtTheRootOfAVolume() throws Exception {
        new ProcessBuilder("chmod", "2770", root.toString()).start().waitFor();
        new ProcessBuilder("chown", "4000000000:1000", root.toString()).start().waitFor();
        JsonNode seen = look();
        assertThat(seen.path("mode").asText()).isEqualTo("2770");
        assertThat(seen.path("uid").asLong()).isEqualTo(4000000000L);
        assertThat(seen.path("gid").asLong()).isEqualTo(1000);
        assertThat(seen.path("empty").asBoolean()).isTrue();
        assertThat(seen.path("is").asText()).endsWith("/" + Files.getAttribute(root, "unix:ino"));
    }

    @Test
    void doesNotTakeAnotherFolderForTheVolume() throws Exception {
        String is = look().path("is").asText();
        List<String> command =
                new ArrayList<>(volume.command(TestVolume.PATH, true, busybox(), List.of()));
        command.add(2, "--is=" + is);
        command.subList(command.indexOf("--") + 1, command.size()).clear();
        command.addAll(List.of("ls", "/v"));
        assertThat(TestVolume.end(volume.start(command)).exitCode()).isZero();
        try (var _ = new Mounts().bind(outside, root)) { // as when a volume is unmounted
            Answer answer = TestVolume.end(volume.start(command));
            assertThat(answer.exitCode()).isEqualTo(125);
            assertThat(answer.err()).contains("the volume has gone");
        }
    }

    @Test
    void finishesARestore() throws Exception {
        Files.createDirectories(root.resolve(".velero/left-over/deep"));
        Answer answer =
                volume.effect(
                        "finish",
                        "--stale=.velero",
                        "--stale=.ark",
                        "--mode=2770",
                        "--owner=4000000000:1000",
                        "--done-file=.velero/uid-1");
        assertThat(answer).isEqualTo(new Answer(0, "{\"doneFile\":\"\"}\n", ""));
        assertThat(list(root.resolve(".velero"))).containsExactly("uid-1");
        assertThat(root.resolve(".velero/uid-1")).isEmptyFile();
        assertThat(Files.getAttribute(root, "unix:mode")).isEqualTo(0040000 | 02770);
        assertThat(Files.getAttribute(root, "unix:uid")).isEqualTo((int) 4000000000L);
        assertThat(Files.getAttribute(root, "unix:gid")).isEqualTo(1000);

        assertThat(volume.effect("clean", "--folder=.velero", "--folder=.ark").exitCode()).isZero();
        assertThat(list(root)).isEmpty();
    }

    @Test
    void followsNoLinkWhereDoneFilesShouldBe() throws Exception {
        Files.createDirectory(outside.resolve("uid-1"));
        Files.createSymbolicLink(root.resolve(".velero"), outside);
        Answer answer = volume.effect("finish", "--stale=.velero", "--done-file=.velero/uid-1");
        assertThat(answer.exitCode()).isZero();
        assertThat(root.resolve(".velero")).isDirectory();
        assertThat(Files.isSymbolicLink(root.resolve(".velero"))).isFalse();

        Files.delete(root.resolve(".velero/uid-1"));
        Files.createSymbolicLink(root.resolve(".velero/uid-1"), outside.resolve("file"));
        volume.effect("finish", "--done-file=.velero/uid-1");
        assertThat(Files.isRegularFile(root.resolve(".velero/uid-1"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(list(outside)).containsExactlyInAnyOrder("file", "uid-1");
        assertThat(outside.resolve("file")).hasContent("not yours");
    }

    @Test
    void removesNothingOfWhatIsMountedAmongDoneFiles() throws Exception {
        Path stale = Files.createDirectories(root.resolve(".velero/mounted"));
        new Mounts().bind(outside, stale); // it goes with its folder: to the room it is none
        assertThat(volume.effect("clean", "--folder=.velero").exitCode()).isZero();
        assertThat(list(root)).isEmpty();
        assertThat(outside.resolve("file")).hasContent("not yours");
    }

    @Test
    void aVolumeThatIsFullHasNoDoneFileAndIsNoFailure() throws Exception {
        try (var _ = new Mounts().tmpfs(root, "nr_inodes=2")) {
            Files.createFile(root.resolve("last"));
            Answer answer = volume.effect("finish", "--stale=.velero", "--done-file=.velero/uid-1");
            assertThat(answer.exitCode()).isZero();
            assertThat(answer.out()).contains("no space left on device");
        }
    }

    @Test
    void writesASignalWithItsMessage() throws Exception {
        Process process =
                volume.start(
                        with(volume.launcher("signal", TestVolume.PATH), "--file=data/u.failed"));
        assertThat(TestVolume.end(process, "disk full\n").exitCode()).isZero();
        assertThat(root.resolve("data/u.failed")).hasContent("disk full\n");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(root.resolve("data/u.failed"))))
                .isEqualTo("rw-r--r--");
        for (String bad : List.of("--file=../x", "--file=data/../x", "--file=data", "--file=/x")) {
            assertThat(volume.effect("signal", bad).exitCode()).isEqualTo(1);
        }
    }

    @Test
    void resticEndsWithTheProcessThatStartedTheLauncher() throws Exception {
        Path shell = Path.of("/bin/sh");
        List<String> launch =
                volume.command(TestVolume.PATH, true, busybox(), List.of()).stream()
                        .takeWhile(argument -> !argument.equals("--"))
                        .toList();
        var command = new ArrayList<>(List.of(shell.toString(), "-c", "\"$@\" & wait", "sh"));
        command.addAll(launch);
        command.addAll(List.of("--", "sleep", "987"));
        Process parent = volume.start(command);
        await().until(() -> sleeper("987").isPresent());
        ProcessHandle restic = sleeper("987").orElseThrow();
        parent.destroyForcibly();
        await().atMost(Duration.ofMinutes(2)).until(() -> !restic.isAlive());
    }

    @Test
    void resticEndsWhenTheLauncherIsKilledOrToldToEnd() throws Exception {
        for (boolean forcibly : List.of(true, false)) {
            List<String> command = new ArrayList<>(sleeping("986"));
            Process launcher = volume.start(command);
            await().until(() -> sleeper("986").isPresent());
            ProcessHandle restic = sleeper("986").orElseThrow();
            if (forcibly) {
                launcher.destroyForcibly();
            } else {
                launcher.destroy();
            }
            await().atMost(Duration.ofMinutes(2)).until(() -> !restic.isAlive());
            assertThat(launcher.waitFor()).isEqualTo(forcibly ? 137 : 130);
        }
    }

    @Test
    void resticHasOnlyTheCapabilitiesThatItNeeds() throws Exception {
        Process launcher = volume.start(sleeping("985"));
        await().until(() -> sleeper("985").isPresent());
        long pid = sleeper("985").orElseThrow().pid();
        assertThat(Files.readString(Path.of("/proc/" + pid + "/status")))
                .contains("CapEff:\t000000000020000e", "CapPrm:\t000000000020000e")
                .contains("NoNewPrivs:\t1", "Seccomp:\t2");
        launcher.destroyForcibly().waitFor();
    }

    private List<String> sleeping(String seconds) throws IOException {
        List<String> launch =
                volume.command(TestVolume.PATH, true, busybox(), List.of()).stream()
                        .takeWhile(argument -> !argument.equals("--"))
                        .toList();
        return with(with(with(launch, "--"), "sleep"), seconds);
    }

    private static Optional<ProcessHandle> sleeper(String seconds) {
        return ProcessHandle.allProcesses()
                .filter(
                        process ->
                                process.info()
                                        .commandLine()
                                        .filter(line -> line.endsWith("restic sleep " + seconds))
                                        .isPresent())
                .findAny();
    }

    @Test
    void tellsWhatIsWrongWithItsFlags() throws Exception {
        assertThat(volume.effect("restic").err()).contains("--restic must be an absolute path");
        assertThat(volume.effect("dance").err()).contains("usage: ark-volume");
        Answer guessable =
                volume.effect("restic", "--restic=/bin/true", "--files=/etc/ssl=/secret");
        assertThat(guessable.exitCode()).isEqualTo(125);
        assertThat(guessable.err()).contains("32 hexadecimal digits");
    }

    /// Runs a busybox command in restic's place.
    private Answer inside(boolean readOnly, String... command) throws Exception {
        List<String> launch =
                new ArrayList<>(
                        volume.command(TestVolume.PATH, readOnly, busybox(), List.of()).stream()
                                .takeWhile(argument -> !argument.equals("--"))
                                .toList());
        launch.add("--");
        launch.addAll(List.of(command));
        return TestVolume.end(volume.start(launch));
    }

    /// A static program with many commands; the room has no libraries.
    private static Path busybox() throws IOException {
        return Path.of("/bin/busybox").toRealPath();
    }

    private JsonNode look() throws Exception {
        Answer answer = volume.effect("look");
        assertThat(answer.err()).isEmpty();
        return Json.object(answer.out().getBytes(UTF_8));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private static List<String> with(List<String> list, String more) {
        return Stream.concat(list.stream(), Stream.of(more)).toList();
    }
}
