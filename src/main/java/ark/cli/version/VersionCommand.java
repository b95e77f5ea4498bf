package ark.cli.version;

import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.output.CommandFailure;
import ark.cli.output.ExitCode;
import ark.cli.output.Printable;
import ark.cli.session.ApiException;
import ark.cli.session.Kind;
import ark.cli.session.Resources;
import ark.cli.session.Session;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ark version`.
///
/// Source of the lines: Velero 1.9.7, `version`.
@Command(name = "version", description = "Print the versions of this program and of the server.")
public final class VersionCommand implements Callable<Integer> {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Supplier<Session> sessions;
    private final Version own;

    @Option(
            names = "--client-only",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Only that of this program; no cluster is asked.")
    private String clientOnly = "";

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "How long to wait for the server. Default: 5s")
    private String timeout = "";

    public VersionCommand(Supplier<Session> sessions) {
        this(sessions, Version.ofThisProgram());
    }

    VersionCommand(Supplier<Session> sessions, Version own) {
        this.sessions = sessions;
        this.own = own;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark version");
        boolean alone = flags.on("--client-only", clientOnly);
        Duration limit =
                flags.duration("--timeout", timeout)
                        .filter(d -> !d.isZero())
                        .orElse(DEFAULT_TIMEOUT);
        flags.check();
        session.terminal().print("Client:\n\tVersion: " + own.text() + "\n");
        session.terminal()
                .print("\tGit commit: " + (own.commit().isEmpty() ? "-" : own.commit()) + "\n");
        if (!alone) {
            server(session, limit);
        }
        return ExitCode.DONE.number();
    }

    private void server(Session session, Duration limit) {
        try {
            String version = ask(session, limit);
            session.terminal().print("Server:\n");
            session.terminal().print("\tVersion: " + printable(version) + "\n");
            Version.older(own.text(), version)
                    .ifPresent(
                            older ->
                                    session.terminal()
                                            .line(
                                                    "# WARNING: the client version does not match"
                                                            + " the server version. Please update "
                                                            + older));
        } catch (ApiException | CommandFailure e) {
            session.terminal().line("<error getting server version: " + e.getMessage() + ">");
        }
    }

    private static String printable(String version) {
        return Printable.line(version);
    }

    private static String ask(Session session, Duration limit) {
        Resources resources = session.resources();
        ObjectNode request = resources.newObject(Kind.STATUS_REQUEST, "", Map.of(), Map.of());
        request.withObject("/metadata").put("generateName", "velero-cli-");
        request.putObject("spec");
        String name = resources.create(Kind.STATUS_REQUEST, request).key().name();
        Instant deadline = session.now().plus(limit);
        while (true) {
            String version =
                    resources
                            .find(Kind.STATUS_REQUEST, name)
                            .filter(item -> item.text("/status/phase").equals("Processed"))
                            .map(item -> item.text("/status/serverVersion"))
                            .orElse("");
            if (!version.isEmpty()) {
                return version;
            }
            if (!session.now().isBefore(deadline)) {
                throw CommandFailure.gaveUp("timed out waiting for server status", "");
            }
            session.sleep(PAUSE);
        }
    }
}
