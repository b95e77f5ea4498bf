package ark.restic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ark.item.Secret;
import ark.restic.ResticException.Reason;
import ark.restic.ResticProcess.Ended;
import ark.restic.ResticProcess.OutputReader;
import ark.restic.store.StoreAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one command of restic: its files, its environment, its process, its end.
final class ResticRun {
    static final String PASSWORD_FILE = "password";
    static final String CERTIFICATES_FILE = "ca.pem";

    /// Lines of progress a second: nobody looks more often.
    private static final String PROGRESS_RATE = "1";

    private static final Logger log = LoggerFactory.getLogger(ResticRun.class);

    private final Launch launch;
    private final RunFolders folders;
    private final Restic.Settings settings;

    ResticRun(Launch launch, RunFolders folders, Restic.Settings settings) {
        this.launch = launch;
        this.folders = folders;
        this.settings = settings;
    }

    /// Runs to the end, whatever that is.
    ///
    /// @param doing for messages
    /// @throws ResticException `FAILED` when it cannot be run, `CANCELLED`
    Ended run(
            Repository repository,
            Arguments arguments,
            String doing,
            OutputReader reader,
            Duration limit) {
        try (RunFolders.RunFolder folder = folders.open()) {
            String files = launch.seen(folder.path());
            var command =
                    arguments.forRepository(
                            repository, launch, folder.path(), settings.retryLock());
            var builder = new ProcessBuilder(launch.command(folder.path(), command));
            builder.directory(launch.workingFolder().toFile());
            prepare(repository, folder, files, builder.environment());
            long began = System.nanoTime();
            Ended ended = ResticProcess.run(builder, reader, limit);
            log.atDebug()
                    .addKeyValue("command", arguments.name())
                    .addKeyValue("repository", repository.address())
                    .addKeyValue("exitCode", ended.exitCode())
                    .addKeyValue("took", Duration.ofNanos(System.nanoTime() - began))
                    .log("restic ended");
            return ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ResticException(Reason.CANCELLED, doing, "stopped", e);
        } catch (IOException | UncheckedIOException e) {
            throw new ResticException(
                    Reason.FAILED, doing, "cannot run restic: " + e.getMessage(), e);
        }
    }

    private static void prepare(
            Repository repository,
            RunFolders.RunFolder folder,
            String files,
            Map<String, String> environment) {
        StoreAccess access = repository.access();
        folder.write(PASSWORD_FILE, repository.key().password());
        if (!access.caCertificates().isEmpty()) {
            byte[] certificates = access.caCertificates().getBytes(UTF_8);
            folder.write(CERTIFICATES_FILE, new Secret(new String(certificates, ISO_8859_1)));
        }
        environment.clear(); // what this process was told is none of restic's business
        access.variables().forEach((name, secret) -> environment.put(name, secret.value()));
        for (StoreAccess.AccessFile file : access.files()) {
            folder.write(file.name(), file.content());
            environment.put(file.variable(), files + "/" + file.name());
        }
        environment.put("TMPDIR", files + "/tmp");
        environment.put("RESTIC_PROGRESS_FPS", PROGRESS_RATE);
    }
}
