package ark.restic;

import ark.restic.store.RepositoryAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How restic is started: as it is, or by a program that confines it first. A confined restic sees
/// other paths than this process does.
public interface Launch {
    /// The command line that runs restic with these arguments. The environment that it gets is all
    /// that restic may have.
    ///
    /// @param files the folder with the files of this run, on this side
    List<String> command(Path files, List<String> arguments);

    /// Where restic sees the folder with the files of a run. It also makes its temporary files
    /// there, in `tmp`.
    String seen(Path files);

    /// How restic sees a repository: one that is a folder may lie elsewhere for it.
    default String seen(RepositoryAddress repository) {
        return repository.text();
    }

    /// Where restic keeps its cache, as it sees it; "" for no cache.
    String cache();

    /// The working folder of the command, on this side: what is backed up or restored into, unless
    /// the command changes to another one.
    Path workingFolder();

    /// Starts restic as it is.
    ///
    /// @param program restic's file
    /// @param workingFolder what `.` is
    /// @param cache "" for no cache
    static Launch direct(Path program, Path workingFolder, String cache) {
        return new Direct(program, workingFolder, cache);
    }

    /// Starts restic as it is.
    record Direct(Path program, Path workingFolder, String cache) implements Launch {
        @Override
        public List<String> command(Path files, List<String> arguments) {
            var command = new ArrayList<String>();
            command.add(program.toString());
            command.addAll(arguments);
            return command;
        }

        @Override
        public String seen(Path files) {
            return files.toString();
        }
    }
}
