package ark.nodeagent.room;

import ark.restic.store.RepositoryAddress;
import java.util.List;

/// Where restic meets a volume: a root of its own with the volume at `/v` (ADR 11).
///
/// @param command the beginning of the launcher's command line, with the volume
/// @param is what the volume's folder was known by when it was looked at
/// @param name of a folder, with a `/` before it, that nobody can guess: below it lies what no
///     link in the volume may lead to
public record Room(List<String> command, String is, String name, Places places) {
    /// The volume, as restic sees it.
    private static final String VOLUME = "/v/";

    public Room {
        command = List.copyOf(command);
    }

    /// What restic says, in terms of this side.
    public String outside(String text, RepositoryAddress repository) {
        return text.replace(name + "/repository", repository.text()).replace(name, "");
    }

    /// A file that restic names, relative to the volume.
    public static String inVolume(String file) {
        return file.startsWith(VOLUME) ? file.substring(VOLUME.length()) : file;
    }
}
