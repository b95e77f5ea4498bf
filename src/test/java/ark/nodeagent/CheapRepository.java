package ark.nodeagent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// An empty repository with the password of [AgentWorld]. Restic made it on a machine that was very
/// slow at the time, so its key costs little: else half of the time of every short run of restic is
/// spent on opening the repository.
final class CheapRepository {
    private static final Path FIXTURE = Path.of("src/test/resources/fixtures/cheap-repository");

    private CheapRepository() {}

    /// @param repository a folder that does not exist
    static void copyTo(Path repository) throws IOException {
        for (String folder : List.of("data", "index", "keys", "locks", "snapshots")) {
            Files.createDirectories(repository.resolve(folder));
        }
        Files.copy(FIXTURE.resolve("config"), repository.resolve("config"));
        try (Stream<Path> keys = Files.list(FIXTURE.resolve("keys"))) {
            for (Path key : keys.toList()) {
                Files.copy(key, repository.resolve("keys").resolve(key.getFileName()));
            }
        }
    }
}
