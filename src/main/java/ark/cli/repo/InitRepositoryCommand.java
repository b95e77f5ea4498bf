package ark.cli.repo;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.cli.flag.FlagReader;
import ark.cli.output.CommandFailure;
import ark.cli.output.ExitCode;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.item.GroupResource;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ark restic init-repository`: gives a namespace a key of its own, before its first backup.
///
/// Source of the flags and the Secret: Ark 0.9 alpha.
@Command(
        name = "init-repository",
        description = {
            "Give the restic repository of a namespace a key of its own, before its first backup;"
                    + " --namespace is here the namespace whose volumes are backed up.",
            "Keep a copy of the key: nobody can read the volumes without it."
        })
final class InitRepositoryCommand implements Callable<Integer> {
    /// Source: Ark 0.9 alpha; the key in the Secret has the same name.
    private static final String SECRET = "ark-restic-credentials";

    private static final Kind SECRETS = new Kind("v1", GroupResource.core("secrets"), "Secret");
    private static final int USUAL_SIZE = 1024;
    private static final int SMALLEST = 16;
    private static final int LARGEST = 64 * 1024;

    private final Supplier<Session> sessions;

    @Option(names = "--key-data", paramLabel = "KEY", description = "The key itself.")
    private String data = "";

    @Option(names = "--key-file", paramLabel = "FILE", description = "A file that holds the key.")
    private String file = "";

    @Option(
            names = "--key-size",
            paramLabel = "BYTES",
            description = "Make a key of so many random bytes. Default: 1024")
    private String size = "";

    InitRepositoryCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark restic init-repository");
        if (Stream.of(data, file, size).filter(given -> !given.isEmpty()).count() > 1) {
            flags.problem("only one of --key-data, --key-file and --key-size can be given");
        }
        byte[] key = key(session, flags);
        if (new String(key, UTF_8).isBlank()) {
            flags.problem("the key is empty");
        }
        flags.check();
        refuseServersNamespace(session);
        create(session, key);
        session.terminal()
                .line(
                        "Namespace \"%s\" has the key in its Secret \"%s\". Keep a copy of it."
                                .formatted(session.namespace(), SECRET));
        return ExitCode.DONE.number();
    }

    private byte[] key(Session session, FlagReader flags) {
        if (!data.isEmpty()) {
            return data.getBytes(UTF_8);
        }
        return file.isEmpty() ? random(flags) : content(session, flags);
    }

    private byte[] content(Session session, FlagReader flags) {
        try {
            Path path = session.surroundings().folder().resolve(file);
            try (InputStream stream = Files.newInputStream(path)) {
                byte[] content = stream.readNBytes(LARGEST + 1);
                if (content.length > LARGEST) {
                    flags.problem("--key-file: " + file + " is too large for a key");
                }
                return content;
            }
        } catch (IOException | InvalidPathException e) {
            flags.problem("--key-file: cannot read " + e.getMessage());
            return new byte[] {'x'};
        }
    }

    /// In base64, since restic takes a key for a text.
    private byte[] random(FlagReader flags) {
        int bytes = USUAL_SIZE;
        if (!size.isEmpty()) {
            try {
                bytes = Integer.parseInt(size);
            } catch (NumberFormatException _) {
                bytes = 0;
            }
        }
        if (bytes < SMALLEST || bytes > LARGEST) {
            flags.problem(
                    "--key-size: must be a number from %d to %d, is %s"
                            .formatted(SMALLEST, LARGEST, size));
            bytes = SMALLEST;
        }
        byte[] chance = new byte[bytes];
        new SecureRandom().nextBytes(chance);
        return Base64.getUrlEncoder().withoutPadding().encode(chance);
    }

    private static void refuseServersNamespace(Session session) {
        if (!session.api().list(Kind.LOCATION, session.namespace(), "").isEmpty()) {
            throw CommandFailure.failed(
                    "namespace \"%s\" is the server's".formatted(session.namespace()),
                    "Name the namespace whose volumes are backed up: --namespace NAME");
        }
    }

    private static void create(Session session, byte[] key) {
        ObjectNode secret = Json.object().put("apiVersion", "v1").put("kind", "Secret");
        secret.putObject("metadata").put("namespace", session.namespace()).put("name", SECRET);
        secret.put("type", "Opaque");
        secret.putObject("data").put(SECRET, Base64.getEncoder().encodeToString(key));
        if (session.api().createNew(SECRETS, session.namespace(), secret).isEmpty()) {
            throw CommandFailure.failed(
                    "namespace \"%s\" has a Secret \"%s\" already"
                            .formatted(session.namespace(), SECRET),
                    "A repository may be locked with its key. Delete it only when there is none.");
        }
    }
}
