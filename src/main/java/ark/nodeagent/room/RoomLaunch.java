package ark.nodeagent.room;

import ark.restic.Launch;
import ark.restic.store.RepositoryAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts restic in a [Room], for one repository.
public record RoomLaunch(Room room, Access access, RepositoryAddress repository) implements Launch {
    /// What restic does there.
    public enum Access {
        /// The volume is read-only.
        BACK_UP,
        RESTORE,
        /// A repository that is a folder is read-only.
        RESTORE_WITHOUT_LOCK
    }

    @Override
    public List<String> command(Path files, List<String> arguments) {
        var command = new ArrayList<>(room.command());
        command.add("--is=" + room.is());
        command.add("--restic=" + room.places().restic());
        command.add("--files=" + files + "=" + seen(files));
        command.add("--folder=" + files.resolve("tmp") + "=" + seen(files) + "/tmp");
        command.add("--folder=" + room.places().cache() + "=" + cache());
        String kind = access == Access.RESTORE_WITHOUT_LOCK ? "--read-folder=" : "--folder=";
        repository
                .folder()
                .ifPresent(folder -> command.add(kind + folder + "=" + seen(repository)));
        if (access == Access.BACK_UP) {
            command.add("--read-only");
        }
        command.add("--");
        command.addAll(arguments);
        return command;
    }

    @Override
    public String seen(Path files) {
        return room.name() + "/run";
    }

    @Override
    public String cache() {
        return room.name() + "/cache";
    }

    @Override
    public String seen(RepositoryAddress address) {
        return address.folder().isPresent() ? room.name() + "/repository" : address.text();
    }

    @Override
    public Path workingFolder() {
        return room.places().pods();
    }
}
