package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An `ark node-agent` for a node whose pods' volumes are folders of this machine, measured from
/// outside.
final class NodeAgent implements AutoCloseable {
    static final String NODE = "bench-node";

    private final Process process;
    private final Path log;

    NodeAgent(Path repository, Path kubeconfig, Path pods, Programs programs, Path work)
            throws IOException {
        log = work.resolve("node-agent.log");
        Path scratch = Files.createDirectories(work.resolve("scratch"));
        var builder =
                new ProcessBuilder(
                        List.of(
                                repository.resolve("bin/ark").toString(),
                                "node-agent",
                                "--kubeconfig",
                                kubeconfig.toString(),
                                "--host-pods",
                                pods.toString(),
                                "--restic",
                                programs.restic().toString(),
                                "--launcher",
                                programs.launcher().toString(),
                                "--metrics-address",
                                "127.0.0.1:18587"));
        builder.environment().put("NODE_NAME", NODE);
        builder.environment().put("VELERO_NAMESPACE", "velero");
        builder.environment().put("VELERO_SCRATCH_DIR", scratch.toString());
        process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    /// Where the real programs are.
    record Programs(Path restic, Path launcher) {}

    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("ark node-agent has ended: " + Files.readString(log));
        }
    }

    /// The most memory that the Java process ever held, in MB: restic is a process of its own.
    long peakMegabytes() throws IOException {
        return Memory.peakMegabytes(process);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
