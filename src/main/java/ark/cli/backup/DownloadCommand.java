package ark.cli.backup;

import ark.api.v1.DownloadKind;
import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.output.CommandFailure;
import ark.cli.output.ExitCode;
import ark.cli.session.Downloads;
import ark.cli.session.Kind;
import ark.cli.session.Locations;
import ark.cli.session.Machine;
import ark.cli.session.Session;
import ark.cli.session.TransferFlags;
import ark.item.Item;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ark backup download`.
///
/// The file has Secrets in it: only its owner may read it, from its first byte on. It gets its name
/// when it is whole.
@Command(name = "download", description = "Fetch the contents of a backup, a .tar.gz file.")
final class DownloadCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;

    @Parameters(arity = "1", paramLabel = "NAME", description = "The backup.")
    private String name = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PATH",
            description = "The file to write. Default: NAME-data.tar.gz in this folder.")
    private String output = "";

    @Option(
            names = "--force",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Replace the file when it exists.")
    private String force = "";

    @Mixin private TransferFlags transfer = new TransferFlags();

    DownloadCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark backup download");
        TransferFlags.Settings settings = transfer.read(flags);
        boolean replace = flags.on("--force", force);
        flags.check();
        Item backup = session.resources().get(Kind.BACKUP, name);
        Path file =
                session.surroundings()
                        .folder()
                        .resolve(output.isEmpty() ? name + "-data.tar.gz" : output);
        if (!replace && Files.exists(file)) {
            throw CommandFailure.failed(
                    "the file " + file + " exists already",
                    "Replace it with --force, or name another one with --output.");
        }
        String certificates = Locations.certificatesFor(session, backup);
        fetch(session, settings.downloads(session, certificates), file);
        session.terminal().line("Backup " + name + " has been successfully downloaded to " + file);
        return ExitCode.DONE.number();
    }

    private void fetch(Session session, Downloads downloads, Path file) {
        Path part = partOf(file, session.surroundings().machine());
        try (var _ = session.surroundings().machine().interrupts().run(() -> remove(part))) {
            try (OutputStream out = createPrivate(part);
                    InputStream in = contents(downloads)) {
                in.transferTo(out);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "cannot fetch \"" + name + "\" into " + file + ": " + e.getMessage(),
                    "Nothing is left of it. Try again.",
                    e);
        } finally {
            remove(part);
        }
    }

    private InputStream contents(Downloads downloads) {
        return downloads
                .open(DownloadKind.BACKUP_CONTENTS, name)
                .orElseThrow(
                        () ->
                                CommandFailure.failed(
                                        "the contents of \"" + name + "\" are not in the bucket",
                                        "A backup that failed has none."));
    }

    private static Path partOf(Path file, Machine machine) {
        return file.resolveSibling(file.getFileName() + "." + machine.uuids().get() + ".part");
    }

    private static OutputStream createPrivate(Path file) throws IOException {
        return Channels.newOutputStream(
                Files.newByteChannel(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------"))));
    }

    private static void remove(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // The failure that led here is told; this one adds nothing.
        }
    }
}
