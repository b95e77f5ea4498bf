package bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// An `ark server` as an operator starts it, measured from outside.
final class ArkServer implements AutoCloseable {
    private static final String API = "/apis/velero.io/v1/namespaces/velero/";
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Set<String> ENDS =
            Set.of("Completed", "PartiallyFailed", "Failed", "FailedValidation");

    private final Api api;
    private final Process process;

    ArkServer(Api api, Path repository, Path kubeconfig, Path log) throws Exception {
        this.api = api;
        process =
                new ProcessBuilder(
                                repository.resolve("bin/ark").toString(),
                                "server",
                                "--kubeconfig",
                                kubeconfig.toString(),
                                "--metrics-address",
                                "127.0.0.1:18585",
                                "--download-address",
                                "127.0.0.1:18586",
                                "--profiler-address",
                                "")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        awaitLocation(log);
    }

    private void awaitLocation(Path log) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!phase("backupstoragelocations/default").equals("Available")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("ark server is not ready: " + Files.readString(log));
            }
            Thread.sleep(200);
        }
    }

    /// Seconds from the request to the phase Completed.
    double backup(String name, List<String> namespaces) throws Exception {
        ObjectNode backup = resource("Backup", name);
        namespaces.forEach(backup.withObject("/spec").withArray("includedNamespaces")::add);
        return run("backups", name, backup);
    }

    /// Seconds from the request to the phase Completed.
    double restore(String name, String backup, Map<String, String> mapping) throws Exception {
        ObjectNode restore = resource("Restore", name);
        ObjectNode spec = restore.withObject("/spec");
        spec.put("backupName", backup);
        mapping.forEach(spec.withObject("/namespaceMapping")::put);
        return run("restores", name, restore);
    }

    private double run(String plural, String name, ObjectNode request) throws Exception {
        long start = System.nanoTime();
        JsonNode created = api.post(API + plural, request);
        String since = created.at("/metadata/resourceVersion").asText();
        String selector = "fieldSelector=metadata.name=" + name;
        api.awaitChange(API + plural, selector, since, LIMIT, ArkServer::hasEnded);
        double seconds = (System.nanoTime() - start) / 1e9;
        String phase = phase(plural + "/" + name);
        if (!phase.equals("Completed")) {
            throw new IOException(plural + "/" + name + ": " + api.get(API + plural + "/" + name));
        }
        return seconds;
    }

    private static boolean hasEnded(JsonNode object) {
        return ENDS.contains(object.at("/status/phase").asText());
    }

    JsonNode status(String path) throws Exception {
        return api.get(API + path).path("status");
    }

    private String phase(String path) throws Exception {
        return status(path).path("phase").asText();
    }

    /// The most memory that the process ever held, in MB.
    long peakMegabytes() throws IOException {
        return Memory.peakMegabytes(process);
    }

    /// Processor time that the process has used, in seconds, and what of it went into compiling.
    record Processor(double all, double compilers) {
        Processor since(Processor before) {
            return new Processor(all - before.all, compilers - before.compilers);
        }
    }

    Processor processor() throws IOException {
        Path folder = Path.of("/proc/" + process.pid());
        double compilers = 0;
        try (var threads = Files.newDirectoryStream(folder.resolve("task"))) {
            for (Path thread : threads) {
                String stat = Files.readString(thread.resolve("stat"));
                if (stat.contains("Compiler")) {
                    compilers += seconds(stat);
                }
            }
        }
        return new Processor(seconds(Files.readString(folder.resolve("stat"))), compilers);
    }

    /// User and system time: the 14th and 15th field, in hundredths of a second. The second field
    /// is a name in brackets, with blanks.
    private static double seconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    static ObjectNode resource(String kind, String name) {
        ObjectNode resource = Api.JSON.createObjectNode();
        resource.put("apiVersion", "velero.io/v1").put("kind", kind);
        resource.withObject("/metadata").put("name", name).put("namespace", "velero");
        return resource;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
