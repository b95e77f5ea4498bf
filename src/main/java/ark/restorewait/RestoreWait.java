package ark.restorewait;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Waits for the node agent's word on every volume of the pod.
///
/// Each folder in `/restores` is a volume. It has come when there is `/ark-restore/VOLUME/UID`, or
/// in the volume itself `.velero/UID` or `.ark/UID`, as agents of other eras write it; it never
/// will when there is `/ark-restore/VOLUME/UID.failed`, which says why. The pod's own containers do
/// not start unless all have come.
///
/// Source of the files in volumes: upstream's restore helpers of Ark 0.9 and Velero 1.9.7.
public final class RestoreWait {
    private static final Pattern UID = Pattern.compile("[0-9A-Za-z][0-9A-Za-z-]*");
    private static final List<String> ERAS = List.of(".velero", ".ark");

    /// What a container may say of its end. Source: Kubernetes, "Termination messages".
    private static final int MAX_TERMINATION_BYTES = 4096;

    private static final int PAUSE_MILLIS = 500;

    /// What lies where.
    ///
    /// @param volumes a folder for each volume
    /// @param signals of the node agent
    /// @param termination file for the container's last words
    record Places(Path volumes, Path signals, Path termination) {
        static final Places IN_A_POD =
                new Places(
                        Path.of("/restores"),
                        Path.of("/ark-restore"),
                        Path.of("/dev/termination-log"));
    }

    /// What is known of a volume.
    private sealed interface Word {
        record None() implements Word {}

        record Restored() implements Word {}

        record Failed(String why) implements Word {}
    }

    private final Places places;
    private final String uid;
    private final PrintStream out;

    private RestoreWait(Places places, String uid, PrintStream out) {
        this.places = places;
        this.uid = uid;
        this.out = out;
    }

    /// Waits.
    ///
    /// @param arguments the uid of the Restore
    /// @return the exit code: 0 when all volumes have come, 1 when one never will, 2 when the
    ///     argument is none
    public static int run(String[] arguments) {
        return run(List.of(arguments), Places.IN_A_POD, System.out, System.err);
    }

    static int run(List<String> arguments, Places places, PrintStream out, PrintStream err) {
        if (arguments.size() != 1 || !UID.matcher(arguments.getFirst()).matches()) {
            err.println("ERROR: exactly one argument must be provided, the restore's UID");
            return 2;
        }
        try {
            return new RestoreWait(places, arguments.getFirst(), out).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (IOException e) {
            err.println("ERROR: " + e);
            return 1;
        }
    }

    private int await() throws IOException, InterruptedException {
        List<String> volumes = volumes();
        out.println("Waiting for the contents of " + String.join(", ", volumes));
        var failures = new TreeMap<String, String>();
        var open = new ArrayList<>(volumes);
        while (true) {
            open.removeIf(volume -> isDecided(volume, failures));
            if (open.isEmpty()) {
                break;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        if (failures.isEmpty()) {
            out.println("All volumes are restored");
            return 0;
        }
        var message = new StringBuilder();
        failures.forEach(
                (volume, why) ->
                        message.append("volume %s was not restored: %s%n".formatted(volume, why)));
        out.print(message);
        lastWords(message.toString());
        return 1;
    }

    private List<String> volumes() throws IOException {
        if (!Files.isDirectory(places.volumes())) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(places.volumes())) {
            return entries.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private boolean isDecided(String volume, Map<String, String> failures) {
        return switch (word(volume)) {
            case Word.None() -> false;
            case Word.Restored() -> {
                out.println("Restored: " + volume);
                yield true;
            }
            case Word.Failed(String why) -> {
                failures.put(volume, why);
                yield true;
            }
        };
    }

    private Word word(String volume) {
        Path signals = places.signals().resolve(volume);
        if (exists(signals.resolve(uid))) {
            return new Word.Restored();
        }
        Path failed = signals.resolve(uid + ".failed");
        if (exists(failed)) {
            return new Word.Failed(text(failed));
        }
        // The volume may be closed to this container's user; then the signal alone counts.
        Path root = places.volumes().resolve(volume);
        return ERAS.stream().anyMatch(era -> exists(root.resolve(era).resolve(uid)))
                ? new Word.Restored()
                : new Word.None();
    }

    private static boolean exists(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static String text(Path file) {
        try (var content = Files.newInputStream(file)) {
            return new String(content.readNBytes(MAX_TERMINATION_BYTES), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException e) {
            return "the node agent's message cannot be read: " + e;
        }
    }

    private void lastWords(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, MAX_TERMINATION_BYTES);
        try (var file = Files.newOutputStream(places.termination())) {
            file.write(bytes, 0, length);
        } catch (IOException e) { // it stands in the container's log
            out.println("No termination message: " + e);
        }
    }
}
