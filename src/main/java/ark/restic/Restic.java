package ark.restic;

import ark.restic.ResticProcess.Ended;
import ark.restic.ResticProcess.OutputReader;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The commands of restic, one method each. Safe for many threads: each call is a process.
///
/// Every method throws [ResticException]. A thread that is interrupted ends its process, which
/// removes its lock, and gets `CANCELLED`.
public final class Restic {
    /// How long to be patient.
    ///
    /// @param retryLock how long a command waits for a repository that another process holds
    /// @param look after which an answer of a command that only looks comes too late: restic would
    ///     try an unreachable store for a quarter of an hour
    /// @param work after which any command is ended
    public record Settings(Duration retryLock, Duration look, Duration work) {
        /// For people and reconcilers that wait.
        public static final Settings USUAL =
                new Settings(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofDays(2));
    }

    private final ResticRun runs;
    private final Settings settings;

    public Restic(Launch launch, RunFolders folders, Settings settings) {
        runs = new ResticRun(launch, folders, settings);
        this.settings = settings;
    }

    /// Opens a repository, which proves that it is there, can be reached and has this key. Takes no
    /// lock.
    ///
    /// @throws ResticException `NO_REPOSITORY`, `WRONG_PASSWORD`, `UNREACHABLE`, `DENIED`
    public RepositoryConfig open(Repository repository) {
        String doing = "opening repository " + repository.address();
        var document = new Output.Document();
        look(repository, Arguments.of("cat", "config"), doing, document);
        JsonNode config = document.read(doing);
        return new RepositoryConfig(config.path("id").asText(), config.path("version").asInt());
    }

    /// Makes a repository.
    ///
    /// @param version of its format: 1 for what must be read by restic before 0.14, else 2
    /// @throws ResticException `FAILED` when there is one already
    public void init(Repository repository, int version) {
        run(
                repository,
                Arguments.of("init").option("--repository-version=" + version),
                "making repository " + repository.address());
    }

    /// The snapshots that have all these tags, all when there are none.
    ///
    /// @param ids only these, unless it is empty; one that does not exist is left out
    public List<Snapshot> snapshots(
            Repository repository, Map<String, String> tags, Collection<SnapshotId> ids) {
        Arguments arguments = Arguments.of("snapshots");
        if (!tags.isEmpty()) {
            arguments.option("--tag=" + String.join(",", tagTexts(tags)));
        }
        ids.forEach(id -> arguments.operand(id.text()));
        var found = new Output.Snapshots();
        String doing = "listing the snapshots of repository " + repository.address();
        run(repository, arguments, doing, found);
        return found.found(doing);
    }

    /// Backs up the working folder: everything in it that lies on its own file system.
    ///
    /// @param progress called about once a second, by another thread; returns at once
    /// @throws ResticException among others `LOCKED` when somebody held the repository all the time
    public BackupOutcome backup(
            Repository repository, BackupOptions options, Consumer<Progress> progress) {
        Arguments arguments =
                Arguments.of("backup")
                        .option("--host=" + options.host())
                        .option("--one-file-system");
        tagTexts(options.tags()).forEach(tag -> arguments.option("--tag=" + tag));
        options.parents().forEach(parent -> arguments.option("--parent=" + parent));
        if (options.parents().isEmpty()) {
            arguments.option("--force"); // restic would choose one by host and path
        }
        options.leftOut().forEach(path -> arguments.option("--exclude=" + pattern(path)));
        arguments.operand(".");
        String doing = "backing up to repository " + repository.address();
        var output = new Output.Work(progress, "files_done", "bytes_done");
        Ended ended = runs.run(repository, arguments, doing, output, settings.work());
        if (ended.exitCode() == 1 && ended.complaints().words().endsWith("snapshot is empty")) {
            return new BackupOutcome.Empty();
        }
        if (ended.exitCode() != 0 && ended.exitCode() != Endings.PARTIAL) {
            throw Endings.failure(doing, ended);
        }
        return output.backup(doing, ended);
    }

    private static List<String> tagTexts(Map<String, String> tags) {
        return new TreeMap<>(tags)
                .entrySet().stream().map(tag -> tag.getKey() + "=" + tag.getValue()).toList();
    }

    /// A pattern that means exactly this path.
    private static String pattern(String path) {
        return path.replaceAll("[\\\\*?\\[\\]]", "\\\\$0");
    }

    /// Restores a snapshot into the working folder. What is there already and not in the snapshot
    /// stays.
    ///
    /// @param progress called about once a second, by another thread; returns at once
    public RestoreOutcome restore(
            Repository repository, SnapshotId snapshot, Consumer<Progress> progress) {
        String doing = "restoring %s of repository %s".formatted(snapshot, repository.address());
        var output = new Output.Work(progress, "files_restored", "bytes_restored");
        Ended ended =
                runs.run(
                        repository,
                        Arguments.of("restore")
                                .option("--target=.")
                                .option("--sparse")
                                .operand(snapshot.text()),
                        doing,
                        output,
                        settings.work());
        FileProblems problems = ended.complaints().problems();
        if (ended.exitCode() == 0) {
            return new RestoreOutcome.Restored(output.size(doing));
        }
        if (ended.exitCode() == 1 && problems.count() > 0 && output.ended()) {
            return new RestoreOutcome.Incomplete(output.size(doing), problems);
        }
        throw Endings.failure(doing, ended);
    }

    /// How much a restore of a snapshot writes.
    public Progress stats(Repository repository, SnapshotId snapshot) {
        String doing = "measuring %s of repository %s".formatted(snapshot, repository.address());
        var document = new Output.Document();
        run(
                repository,
                Arguments.of("stats").option("--mode=restore-size").operand(snapshot.text()),
                doing,
                document);
        JsonNode stats = document.read(doing);
        return new Progress(
                0, stats.path("total_file_count").asLong(), 0, stats.path("total_size").asLong());
    }

    /// Whether all that the snapshots need is there; reads no file contents.
    ///
    /// @throws ResticException `FAILED` with what is damaged
    public void check(Repository repository) {
        run(repository, Arguments.of("check"), "checking repository " + repository.address());
    }

    /// Removes what no snapshot needs. Nobody else can work with the repository meanwhile.
    ///
    /// @throws ResticException `LOCKED` when somebody works with it
    public void prune(Repository repository) {
        run(repository, Arguments.of("prune"), "pruning repository " + repository.address());
    }

    /// Removes snapshots; their data stays until the next prune. One that does not exist is gone
    /// already.
    ///
    /// @throws ResticException `LOCKED` when somebody works with the repository
    public void forget(Repository repository, Collection<SnapshotId> snapshots) {
        if (snapshots.isEmpty()) {
            return; // else restic would look for others
        }
        Arguments arguments = Arguments.of("forget");
        snapshots.forEach(id -> arguments.operand(id.text()));
        run(repository, arguments, "removing snapshots from repository " + repository.address());
    }

    /// Removes the locks that nobody holds any more, by restic's own rule: they are older than 30
    /// minutes, or made on this host by a process that is no more.
    public void unlock(Repository repository) {
        run(repository, Arguments.of("unlock"), "unlocking repository " + repository.address());
    }

    private void run(Repository repository, Arguments arguments, String doing) {
        run(repository, arguments, doing, Output.IGNORED);
    }

    private void run(
            Repository repository, Arguments arguments, String doing, OutputReader reader) {
        Ended ended = runs.run(repository, arguments, doing, reader, settings.work());
        if (ended.exitCode() != 0) {
            throw Endings.failure(doing, ended);
        }
    }

    private void look(
            Repository repository, Arguments arguments, String doing, OutputReader reader) {
        Ended ended = runs.run(repository, arguments, doing, reader, settings.look());
        if (ended.timedOut() || ended.exitCode() != 0) {
            throw Endings.failure(doing, ended);
        }
    }
}
