package ark.testing;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A real Kubernetes of this test run, started by `dev/cluster/cluster`, with Ark's custom
/// resources
/// installed.
public final class KubernetesCluster implements AutoCloseable {
    /// The bridge that the pods hang on.
    static final String MACHINE_AS_SEEN_FROM_PODS = "10.244.0.1";

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(3);

    private static final List<String> NODE_PROGRAMS =
            List.of("csi-driver", "csi-provisioner", "coredns");

    private final Path folder;
    private final KubernetesClient client;

    private KubernetesCluster(Path folder) {
        this.folder = folder;
        this.client =
                new KubernetesClientBuilder().withConfig(configOf(kubeconfigIn(folder))).build();
    }

    /// Starts a cluster that is nobody else's; whoever starts it closes it.
    ///
    /// @param arguments of `dev/cluster/cluster up`, for example `--own-etcd deployments.apps`
    /// @throws IllegalStateException when it does not start; the message holds the launcher's words
    public static KubernetesCluster start(List<String> arguments) {
        DevPrograms.of("kubernetes");
        if (arguments.contains("--node")) NODE_PROGRAMS.forEach(DevPrograms::of);
        try {
            // Short, because the path of a Unix socket in it may have 107 bytes only.
            Path folder = Files.createTempDirectory("ark-it");
            String self = Long.toString(ProcessHandle.current().pid());
            var command = new ArrayList<String>(List.of("up", "--until-exit", self));
            command.addAll(arguments);
            try {
                launcher(folder, command);
            } catch (IllegalStateException e) {
                Files.deleteIfExists(folder); // the launcher has emptied it
                throw e;
            }
            var cluster = new KubernetesCluster(folder);
            cluster.installCustomResources();
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException("making a folder for a test cluster", e);
        }
    }

    /// A kubeconfig of an administrator, of which everything but the certificates is inline.
    public Path kubeconfig() {
        return kubeconfigIn(folder);
    }

    /// The administrator's client of this run; not to be closed.
    public KubernetesClient client() {
        return client;
    }

    /// Runs kubectl as the administrator and gives what it printed.
    ///
    /// @throws IllegalStateException when it fails
    public String kubectl(String... arguments) {
        var command = new ArrayList<String>();
        command.add(DevPrograms.of("kubernetes").resolve("kubectl").toString());
        command.add("--kubeconfig=" + kubeconfig());
        command.addAll(List.of(arguments));
        DevPrograms.Answer answer = DevPrograms.run(command, Map.of(), COMMAND_LIMIT);
        if (answer.exitCode() != 0)
            throw new IllegalStateException(command + "\n" + answer.output());
        return answer.output();
    }

    /// Applies objects, as `kubectl apply` does.
    ///
    /// @param yaml of one or more
    /// @return what kubectl printed
    public String apply(String yaml) {
        try {
            Path file = Files.createTempFile("ark-apply-", ".yaml");
            try {
                Files.writeString(file, yaml);
                return kubectl("apply", "-f", file.toString());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing what is to be applied", e);
        }
    }

    @Override
    public void close() {
        client.close();
        launcher(folder, List.of("down"));
    }

    /// Kills one process of the cluster, such as `apiserver`, `etcd` or `controller-manager`. Only
    /// for a cluster that the test started itself.
    public void stop(String process) {
        launcher(folder, List.of("stop", process));
    }

    /// Starts a process again, with the arguments that it had; it may not answer yet.
    public void restart(String process) {
        launcher(folder, List.of("start", process));
    }

    /// Removes a namespace, and waits until it is gone.
    ///
    /// Its pods and claims go first: a namespace with a claim takes 16 seconds to go by itself,
    /// because its controller begins after five, waits for the pods before it removes anything
    /// else, and comes by only eight seconds after it has seen a finalizer.
    public void remove(String namespace) {
        kubectl("delete", "namespace", namespace, "--wait=false", "--ignore-not-found");
        String inIt = "--namespace=" + namespace;
        String workloads = "deployments,statefulsets,daemonsets,replicasets,jobs,cronjobs";
        kubectl("delete", workloads, "--all", inIt, "--wait=false");
        kubectl("delete", "pods,persistentvolumeclaims", "--all", inIt, "--wait=false");
        kubectl("delete", "namespace", namespace, "--ignore-not-found", "--timeout=55s");
    }

    /// Loads a container image into the node.
    ///
    /// @param tarball a docker-archive
    void loadImage(Path tarball) {
        launcher(folder, List.of("image", tarball.toString()));
    }

    /// Loads an image of busybox and of programs of this machine into the node.
    ///
    /// @param name as pods have it
    /// @throws IllegalStateException when the machine does not have a program
    public void loadBusybox(String name, String... programs) {
        var arguments = new ArrayList<>(List.of("busybox", name));
        arguments.addAll(List.of(programs));
        launcher(folder, arguments);
    }

    private void installCustomResources() throws IOException {
        Path resources = DevPrograms.script("dev/cluster/cluster").resolve("../../..");
        Path definitions = resources.resolve("src/main/resources/crds").normalize();
        if (!Files.isDirectory(definitions)) return;
        try (Stream<Path> files = Files.list(definitions)) {
            if (files.findAny().isEmpty()) return;
        }
        kubectl("create", "--filename=" + definitions);
        kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd", "--all");
    }

    private static void launcher(Path folder, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(DevPrograms.script("dev/cluster/cluster").toString());
        command.addAll(arguments);
        // No port: the launcher chooses, whatever the developer has set.
        var environment = Map.of("ARK_CLUSTER_DIR", folder.toString(), "ARK_CLUSTER_PORT", "");
        DevPrograms.Answer answer = DevPrograms.run(command, environment, START_LIMIT);
        if (answer.exitCode() != 0) {
            throw new IllegalStateException(
                    "cluster " + String.join(" ", arguments) + " failed:\n" + answer.output());
        }
    }

    private static Path kubeconfigIn(Path folder) {
        return folder.resolve("admin.kubeconfig");
    }

    private static Config configOf(Path kubeconfig) {
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        config.setClientKeyAlgo("EC"); // fabric8 takes every key for RSA
        return config;
    }
}
