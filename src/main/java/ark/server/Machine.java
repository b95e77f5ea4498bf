package ark.server;

import ark.process.ListenAddress;
import java.io.File;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// The process and the machine that a server runs in.
///
/// @param identity no two processes have the same
/// @param host under which others reach this machine
/// @param version of Ark, without a `v`
/// @param scratch where temporary files go
/// @param processors how many there are
/// @param image that it was made from, where containers are concerned
/// @param variables of the environment
/// @param installation what the cluster and the server's namespace are called; "" until known
record Machine(
        String identity,
        String host,
        String version,
        Path scratch,
        int processors,
        String image,
        String installation,
        Map<String, String> variables) {
    private static final Set<String> EVERYWHERE = Set.of("", "0.0.0.0", "::");

    Machine {
        variables = Map.copyOf(variables);
    }

    /// This process.
    ///
    /// @param variables of the environment
    static Machine here(Map<String, String> variables, String version) {
        String name = variables.getOrDefault("HOSTNAME", localHost().getHostName());
        boolean inPod = variables.containsKey("KUBERNETES_SERVICE_HOST");
        String host =
                inPod
                        ? variables.getOrDefault("POD_IP", localHost().getHostAddress())
                        : "localhost";
        String temporary = Objects.requireNonNullElse(System.getProperty("java.io.tmpdir"), "/tmp");
        return new Machine(
                name + "_" + UUID.randomUUID(),
                host,
                version,
                Path.of(variables.getOrDefault("VELERO_SCRATCH_DIR", temporary)),
                Runtime.getRuntime().availableProcessors(),
                variables.getOrDefault("ARK_IMAGE", "ark:" + version),
                "",
                variables);
    }

    /// Where `ARK_RESTIC` says, else in `PATH`, else where the image has it.
    Path restic() {
        String told = variables.getOrDefault("ARK_RESTIC", "");
        if (!told.isEmpty()) {
            return Path.of(told);
        }
        return Stream.of(variables.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "restic"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of("/usr/bin/restic"));
    }

    /// The same machine, once the installation is known.
    Machine of(String known) {
        return new Machine(identity, host, version, scratch, processors, image, known, variables);
    }

    private static InetAddress localHost() {
        try {
            return InetAddress.getLocalHost();
        } catch (UnknownHostException e) {
            return InetAddress.getLoopbackAddress();
        }
    }

    /// The beginning of URLs that lead to a listener: outside a pod those of this machine only.
    ///
    /// @param port that it really listens on
    String address(ListenAddress listener, int port) {
        String reachable = EVERYWHERE.contains(listener.host()) ? host : listener.host();
        return "http://" + new ListenAddress(reachable, port);
    }
}
