package ark.nodeagent;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.testing.ResticProgram;
import ark.testing.VolumeLauncher;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// A volume below a folder that stands for the kubelet's, a repository and the launcher.
final class TestVolume {
    static final String PATH = "0a1b/volumes/kubernetes.io~empty-dir/data";

    private final Path folder;

    /// Where secrets, cache and repository lie inside.
    final String room = "/" + UUID.randomUUID().toString().replace("-", "");

    /// @param folder of this test; empty
    TestVolume(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(root());
        for (String name : List.of("cache", "tmp", "repository")) {
            Files.createDirectory(folder.resolve(name));
        }
        Files.writeString(Files.createDirectory(folder.resolve("run")).resolve("password"), "pass");
    }

    void makeRepository() throws IOException {
        CheapRepository.copyTo(folder.resolve("repository"));
    }

    /// A program's end.
    record Answer(int exitCode, String out, String err) {}

    /// What stands for the folder of pods.
    Path pods() {
        return folder.resolve("pods");
    }

    /// The volume's root.
    Path root() {
        return pods().resolve(PATH);
    }

    Answer restic(String... arguments) throws IOException, InterruptedException {
        return end(startRestic(PATH, false, List.of(arguments)));
    }

    /// With the volume read-only, as for a backup.
    Answer backup(String... arguments) throws IOException, InterruptedException {
        var all = new ArrayList<String>(List.of("backup", "--json", "--host=velero", "--force"));
        all.addAll(List.of(arguments));
        all.add(".");
        return end(startRestic(PATH, true, all));
    }

    Process startRestic(String volume, boolean readOnly, List<String> arguments)
            throws IOException {
        return start(command(volume, readOnly, ResticProgram.path(), arguments));
    }

    /// Runs any other static program in restic's place.
    List<String> command(String volume, boolean readOnly, Path program, List<String> arguments) {
        var command = new ArrayList<>(launcher("restic", volume));
        if (readOnly) {
            command.add("--read-only");
        }
        command.add("--restic=" + program);
        command.add("--files=" + folder.resolve("run") + "=" + room);
        for (String name : List.of("cache", "tmp", "repository")) {
            command.add("--folder=" + folder.resolve(name) + "=" + room + "/" + name);
        }
        command.add("--");
        command.add("--repo=" + room + "/repository");
        command.add("--password-file=" + room + "/password");
        command.add("--cache-dir=" + room + "/cache");
        command.addAll(arguments);
        return command;
    }

    /// The beginning of a command line.
    List<String> launcher(String command, String volume) {
        return List.of(
                VolumeLauncher.path().toString(),
                command,
                "--pods=" + pods(),
                "--volume=" + volume);
    }

    Answer effect(String command, String... flags) throws IOException, InterruptedException {
        var all = new ArrayList<>(launcher(command, PATH));
        all.addAll(List.of(flags));
        return end(start(all));
    }

    Process start(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("TMPDIR", room + "/tmp");
        return builder.start();
    }

    static Answer end(Process process, String... input) throws IOException, InterruptedException {
        try (OutputStream in = process.getOutputStream()) {
            for (String text : input) {
                in.write(text.getBytes(UTF_8));
            }
        }
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + out + err);
        }
        return new Answer(process.exitValue(), out, err);
    }
}
