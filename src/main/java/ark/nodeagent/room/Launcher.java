package ark.nodeagent.room;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.api.v1.VolumeRoot;
import ark.item.InvalidJsonException;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The only way into a volume: the program `ark-volume`, which does each thing in a mount namespace
/// that holds nothing but the volume (ADR 11). Paths are given as names below the folder of pods.
///
/// Every method throws [VolumeException] when the volume cannot be worked on, and ends the program
/// when the thread is interrupted.
public final class Launcher {
    private static final Duration SMALL = Duration.ofMinutes(2);

    /// All that was restored is written to the disk.
    private static final Duration SYNC = Duration.ofMinutes(30);

    private static final int MAX_OUTPUT = 1 << 20;

    private final Path program;
    private final Path pods;

    /// @param program `ark-volume`
    /// @param pods the kubelet's folder of pods
    public Launcher(Path program, Path pods) {
        this.program = program;
        this.pods = pods;
    }

    /// What a volume's own folder is.
    ///
    /// @param is what it is known by; another one has another
    /// @param empty whether there is nothing in it
    /// @param mounted whether something is mounted there
    public record Sight(
            String is, VolumeRoot root, boolean empty, boolean mounted, Foreign foreign) {}

    /// Folders in a volume whose content is not the volume's: something is mounted there, or they
    /// are on another device.
    ///
    /// @param first the first of them, relative to the volume
    /// @param count of all
    public record Foreign(List<String> first, long count) {
        public Foreign {
            first = List.copyOf(first);
        }
    }

    /// What a restore leaves in a volume.
    ///
    /// @param root mode and owner of its own folder, or none: as it is
    /// @param doneFile `.velero/UID`
    public record Finish(List<VolumeRoot> root, String doneFile) {
        public Finish {
            root = List.copyOf(root);
        }
    }

    /// The beginning of the command line that runs restic in the volume.
    public List<String> restic(VolumeDirectory volume) {
        return command("restic", volume, List.of());
    }

    /// Looks at a volume.
    public Sight look(VolumeDirectory volume) {
        JsonNode seen = json(run(command("look", volume, List.of()), "", SMALL));
        return new Sight(
                seen.path("is").asText(),
                new VolumeRoot(
                        Integer.parseInt(seen.path("mode").asText(), 8),
                        seen.path("uid").asLong(),
                        seen.path("gid").asLong()),
                seen.path("empty").asBoolean(),
                seen.path("mounted").asBoolean(),
                new Foreign(
                        seen.path("foreign").valueStream().map(JsonNode::asText).toList(),
                        seen.path("foreignCount").asLong()));
    }

    /// Completes a restore: removes stale done-files, sets the root, syncs, writes the done-file.
    ///
    /// @return why there is no done-file, or "": a volume may be too full for it
    public String finish(VolumeDirectory volume, Finish finish) {
        var flags = new ArrayList<String>();
        DoneFile.FOLDERS.forEach(folder -> flags.add("--stale=" + folder));
        for (VolumeRoot root : finish.root()) {
            flags.add("--mode=" + Integer.toOctalString(root.mode()));
            flags.add("--owner=" + root.uid() + ":" + root.gid());
        }
        flags.add("--done-file=" + finish.doneFile());
        return json(run(command("finish", volume, flags), "", SYNC)).path("doneFile").asText();
    }

    /// Removes the folders of done-files.
    public void clean(VolumeDirectory volume) {
        List<String> flags = DoneFile.FOLDERS.stream().map(folder -> "--folder=" + folder).toList();
        run(command("clean", volume, flags), "", SMALL);
    }

    /// Writes a file that an init container waits for.
    ///
    /// @param volume the emptyDir of signals
    /// @param file `VOLUME/UID`
    public void signal(VolumeDirectory volume, String file, String message) {
        run(command("signal", volume, List.of("--file=" + file)), message, SMALL);
    }

    private List<String> command(String name, VolumeDirectory volume, List<String> flags) {
        var command =
                new ArrayList<>(
                        List.of(
                                program.toString(),
                                name,
                                "--pods=" + pods,
                                "--volume=" + volume.path()));
        command.addAll(flags);
        return command;
    }

    private String run(List<String> command, String input, Duration limit) {
        try {
            var builder = new ProcessBuilder(command);
            builder.environment().clear();
            Process process = builder.start();
            try {
                return output(process, input, limit);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new VolumeException("cannot run " + program + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VolumeException("stopped", e);
        }
    }

    private static String output(Process process, String input, Duration limit)
            throws IOException, InterruptedException {
        CompletableFuture<String> out = reading(process.getInputStream());
        CompletableFuture<String> err = reading(process.getErrorStream());
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        } catch (IOException _) { // it no longer listens: its end, now or soon, says why
        }
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new VolumeException("the volume does not answer");
        }
        if (process.exitValue() != 0) {
            throw new VolumeException(err.join().strip());
        }
        return out.join();
    }

    private static CompletableFuture<String> reading(InputStream stream) {
        var text = new CompletableFuture<String>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (stream) {
                                text.complete(new String(stream.readNBytes(MAX_OUTPUT), UTF_8));
                            } catch (IOException e) {
                                text.complete("");
                            }
                        });
        return text;
    }

    private static JsonNode json(String text) {
        try {
            return Json.object(text.getBytes(UTF_8));
        } catch (InvalidJsonException e) {
            throw new VolumeException("cannot understand the launcher: " + e.getMessage(), e);
        }
    }
}
