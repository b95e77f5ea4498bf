package ark.cli.install;

import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.output.CommandFailure;
import ark.cli.output.ExitCode;
import ark.cli.session.ApiException;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ark uninstall`.
@Command(
        name = "uninstall",
        description = {
            "Remove Ark from a cluster: its namespace, its rights and its custom resources.",
            "What backups have stored in buckets stays there. The key of pod volumes goes with the"
                    + " namespace: keep a copy of the Secret velero-restic-credentials."
        },
        footer = {"Examples:", "  ark uninstall --force"})
public final class UninstallCommand implements Callable<Integer> {
    private static final String LABEL = "component=velero";
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /// Those that hold keys of repositories: ours, and that of later Veleros.
    private static final List<String> KEYS =
            List.of("velero-restic-credentials", "velero-repo-credentials");

    private final Supplier<Session> sessions;

    @Option(
            names = "--force",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Do not ask.")
    private String force = "";

    @Option(
            names = "--wait",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Accepted: it always waits.")
    @SuppressWarnings("UnusedVariable") // the parser must know it
    private String wait = "";

    public UninstallCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark uninstall");
        boolean certain = flags.on("--force", force);
        flags.check();
        session.terminal().line("You are about to uninstall Velero.");
        KEYS.forEach(secret -> warnOfKey(session, secret));
        if (!certain && !session.terminal().confirmed()) {
            return ExitCode.DONE.number();
        }
        stopServer(session);
        releaseRestores(session);
        deleteNamespace(session);
        deleteRights(session);
        deleteDefinitions(session);
        session.terminal().line("Velero uninstalled ⛵");
        return ExitCode.DONE.number();
    }

    /// The key is not in the bucket, and goes with the namespace.
    private static void warnOfKey(Session session, String secret) {
        String own = session.namespace();
        if (session.api().get(Kinds.SECRET, own, secret).isEmpty()) {
            return;
        }
        session.terminal()
                .complain(
                        ("Warning: Secret \"%s\" goes with namespace \"%s\". Without its key nobody can"
                                        + " restore the pod volumes that backups in the bucket"
                                        + " have.")
                                .formatted(secret, own));
        session.terminal()
                .complain(
                        "         Keep a copy: kubectl -n %s get secret %s -o yaml > %s.yaml"
                                .formatted(own, secret, secret));
    }

    /// First of all: a server that runs puts back what is taken from its Restores.
    private static void stopServer(Session session) {
        String own = session.namespace();
        if (session.api().delete(Kinds.DEPLOYMENT, own, "velero")) {
            session.terminal().line("Waiting for velero deployment to stop");
            until(
                    session,
                    () -> found(session, Kinds.POD, own, "deploy=velero").isEmpty(),
                    "pods of the server are still there");
        }
    }

    /// A Restore waits for a server that deletes its files from the bucket; they stay.
    private static void releaseRestores(Session session) {
        ObjectNode none = Json.object();
        none.putObject("metadata").putNull("finalizers");
        for (Item restore : found(session, Kind.RESTORE, session.namespace(), "")) {
            if (restore.at("/metadata/finalizers").size() > 0) {
                session.api().patch(Kind.RESTORE, session.namespace(), restore.key().name(), none);
            }
        }
    }

    private static void deleteNamespace(Session session) {
        String name = session.namespace();
        if (!session.api().delete(Kinds.NAMESPACE, "", name)) {
            session.terminal().line("Velero namespace \"" + name + "\" does not exist, skipping.");
            return;
        }
        session.terminal().line("Waiting for velero namespace \"" + name + "\" to be deleted");
        until(
                session,
                () -> session.api().get(Kinds.NAMESPACE, "", name).isEmpty(),
                "namespace \"" + name + "\" is still there");
        session.terminal().line("Velero namespace \"" + name + "\" deleted");
    }

    private static void deleteRights(Session session) {
        String own = session.namespace();
        String suffix = own.equals("velero") ? "" : "-" + own;
        for (String name : List.of("velero" + suffix, "velero-node-agent" + suffix)) {
            delete(session, Kinds.CLUSTER_ROLE_BINDING, name);
        }
        delete(session, Kinds.CLUSTER_ROLE, "velero-node-agent" + suffix);
    }

    private static void delete(Session session, Kind kind, String name) {
        boolean there = session.api().delete(kind, "", name);
        session.terminal()
                .line(
                        "Velero "
                                + kind.kind()
                                + " \""
                                + name
                                + (there ? "\" deleted" : "\" does not exist, skipping."));
    }

    private static void deleteDefinitions(Session session) {
        List<Item> definitions = found(session, Kind.CUSTOM_RESOURCE, "", LABEL);
        if (definitions.isEmpty()) {
            session.terminal().line("Velero CRDs do not exist, skipping.");
        }
        definitions.forEach(d -> session.api().delete(Kind.CUSTOM_RESOURCE, "", d.key().name()));
        until(
                session,
                () -> found(session, Kind.CUSTOM_RESOURCE, "", LABEL).isEmpty(),
                "definitions of custom resources are still there");
    }

    private static void until(Session session, BooleanSupplier done, String otherwise) {
        Instant deadline = session.now().plus(LIMIT);
        while (!done.getAsBoolean()) {
            if (!session.now().isBefore(deadline)) {
                throw CommandFailure.gaveUp(
                        otherwise + " after " + LIMIT.toMinutes() + " min",
                        "See: kubectl get namespace " + session.namespace() + " -o yaml");
            }
            session.sleep(PAUSE);
        }
    }

    private static List<Item> found(Session session, Kind kind, String namespace, String selector) {
        try {
            return session.api().list(kind, namespace, selector);
        } catch (ApiException e) {
            if (e.reason() == ApiException.Reason.NOT_FOUND) {
                return List.of(); // the kind is gone already
            }
            throw e;
        }
    }
}
