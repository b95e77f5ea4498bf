package ark.nodeagent;

import ark.kubeconfig.KubeConfigOptions;
import ark.nodeagent.room.Places;
import ark.process.GivenFlags;
import ark.process.ListenAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Everything that a person decides about a node agent.
///
/// @param namespace where Ark's resources are
/// @param node whose volumes it works on
/// @param volumesAtOnce how many are backed up, and how many restored
record AgentSettings(
        String namespace,
        String node,
        KubeConfigOptions kubeconfig,
        ListenAddress metrics,
        Places places,
        int volumesAtOnce) {
    /// Reads the settings; what is wrong is noted in the flags.
    ///
    /// @param variables of the environment
    static AgentSettings of(GivenFlags flags, Map<String, String> variables) {
        String node = given(flags, "--node-name", variables, "NODE_NAME");
        if (node.isEmpty()) {
            flags.problem("--node-name", "must not be empty; or set the variable NODE_NAME");
        }
        Optional<ListenAddress> metrics = flags.address("--metrics-address");
        if (metrics.isEmpty()) {
            flags.problem("--metrics-address", "must not be empty");
        }
        var settings =
                new AgentSettings(
                        given(
                                flags,
                                "--namespace",
                                variables,
                                "VELERO_NAMESPACE",
                                "ARK_NAMESPACE",
                                "HEPTIO_ARK_NAMESPACE"),
                        node,
                        new KubeConfigOptions(
                                flags.text("--kubeconfig"),
                                flags.text("--kubecontext"),
                                "ark-node-agent"),
                        metrics.orElse(ListenAddress.parse(":0")),
                        new Places(
                                path(flags, "--host-pods"),
                                scratch(flags, variables),
                                path(flags, "--restic"),
                                path(flags, "--launcher")),
                        flags.count("--volumes-at-once", 1));
        flags.checkForms(); // also of those that nothing here reads
        return settings;
    }

    /// A flag, else the first of these variables, else the flag's default.
    private static String given(
            GivenFlags flags, String flag, Map<String, String> variables, String... names) {
        if (flags.has(flag)) {
            return flags.text(flag);
        }
        return Stream.of(names)
                .map(name -> variables.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse(flags.text(flag));
    }

    private static Path scratch(GivenFlags flags, Map<String, String> variables) {
        String given =
                given(flags, "--scratch", variables, "VELERO_SCRATCH_DIR", "ARK_SCRATCH_DIR");
        String temporary = Objects.requireNonNullElse(System.getProperty("java.io.tmpdir"), "/tmp");
        return Path.of(given.isEmpty() ? temporary : given).toAbsolutePath();
    }

    private static Path path(GivenFlags flags, String name) {
        String text = flags.text(name);
        if (!text.startsWith("/")) {
            flags.problem(name, "must be an absolute path, is \"" + text + "\"");
        }
        return Path.of(text);
    }
}
