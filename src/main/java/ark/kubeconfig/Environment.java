package ark.kubeconfig;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/// What of its surroundings a process lets this package see.
///
/// @param variables environment variables; also those that credential plugins get
/// @param home the user's home directory
/// @param serviceAccount where a pod's service account is mounted
/// @param terminal whether a person sits at standard input, whom a plugin may ask
public record Environment(
        Map<String, String> variables,
        Path home,
        Path serviceAccount,
        boolean terminal,
        InstantSource clock) {
    /// Source: Kubernetes, "Accessing the Kubernetes API from a Pod".
    private static final Path SERVICE_ACCOUNT =
            Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    public Environment {
        variables = Map.copyOf(variables);
    }

    /// The usual surroundings.
    public static Environment of(Map<String, String> variables, Path home, InstantSource clock) {
        return new Environment(variables, home, SERVICE_ACCOUNT, false, clock);
    }

    public Environment withTerminal(boolean present) {
        return new Environment(variables, home, serviceAccount, present, clock);
    }

    /// The value of a variable, "" when it is not set.
    String variable(String name) {
        return variables.getOrDefault(name, "");
    }
}
