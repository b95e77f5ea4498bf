package ark.cli.location;

import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.output.ExitCode;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ark backup-location set`. It changes what a flag names and nothing else (Velero 1.9.7 also
/// clears what no flag names).
@Command(name = "set", description = "Change a location.")
final class SetCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;

    @Parameters(arity = "1", paramLabel = "NAME", description = "The location.")
    private String name = "";

    @Option(
            names = "--default",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Make it the default location, or (--default=false) no longer.")
    private String makeDefault = "";

    @Mixin private SharedFlags shared = new SharedFlags();

    SetCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark backup-location set");
        Optional<Boolean> isDefault = flags.choice("--default", makeDefault);
        Optional<String> certificates = shared.certificates(session, flags);
        Optional<SecretKeySelector> credential = shared.credential(flags);
        if (isDefault.isEmpty() && certificates.isEmpty() && credential.isEmpty()) {
            flags.problem("nothing to set: use --default, --cacert or --credential");
        }
        flags.check();
        session.resources().get(Kind.LOCATION, name);
        ObjectNode patch = Json.object();
        ObjectNode spec = patch.putObject("spec");
        isDefault.ifPresent(value -> spec.put("default", value));
        certificates.ifPresent(pem -> spec.putObject("objectStorage").put("caCert", pem));
        credential.ifPresent(
                secret ->
                        spec.putObject("credential")
                                .put("name", secret.getName())
                                .put("key", secret.getKey()));
        session.resources().patch(Kind.LOCATION, name, patch);
        if (isDefault.orElse(false)) {
            new DefaultLocation(session).isNow(name);
        }
        session.terminal()
                .line("Backup storage location \"" + name + "\" configured successfully.");
        return ExitCode.DONE.number();
    }
}
