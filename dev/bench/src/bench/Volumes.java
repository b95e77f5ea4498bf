package bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/// Backup of volumes through the node agent, against bare restic on the same data, in one run.
///
/// Arguments: SERVER CA-FILE TOKEN REPOSITORY KUBECONFIG WORK-FOLDER RESTIC LAUNCHER ROUNDS
public final class Volumes {
    private static final String API = "/apis/velero.io/v1/namespaces/velero/";
    private static final String BACKUPS = API + "podvolumebackups";
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String NAMESPACE = "bench-pods";
    private static final String PASSWORD = "a-password-of-the-benchmark";
    private static final int MANY = 50;
    private static final int MANY_BYTES = 10 << 20;
    private static final long LARGE_BYTES = 2L << 30;
    private static final int SMALL_FILES = 50_000;
    private static final int SMALL_BYTES = 2048;

    private final Api api;
    private final Path work;
    private final Path pods;
    private final NodeAgent.Programs programs;
    private final int rounds;
    private final Path repository;
    private final Path kubeconfig;
    private final Random random = new Random(1);
    private int asked;

    private Volumes(String[] args) throws Exception {
        api = new Api(args[0], Path.of(args[1]), args[2]);
        repository = Path.of(args[3]);
        kubeconfig = Path.of(args[4]);
        work = Path.of(args[5]);
        programs = new NodeAgent.Programs(Path.of(args[6]), Path.of(args[7]));
        rounds = Integer.parseInt(args[8]);
        pods = Files.createDirectories(work.resolve("pods"));
    }

    public static void main(String[] args) throws Exception {
        new Volumes(args).run();
    }

    /// One volume of one pod: the pod as the API server has it, and the volume's folder.
    private record Volume(JsonNode pod, Path folder) {}

    private void run() throws Exception {
        prepare();
        List<Volume> many = manyVolumes();
        Volume large = largeVolume();
        Volume small = smallVolume();
        try (var agent = new NodeAgent(repository, kubeconfig, pods, programs, work)) {
            row("figure", "median (least–most)", "bound");
            System.out.println("|---|---|---|");
            manyAgainstLoop(agent, many);
            againstBareRestic(agent, "one file of 2 GiB", large);
            againstBareRestic(agent, "50,000 files of 2 KiB", small);
            row("agent's peak RSS without restic", agent.peakMegabytes() + " MB", "≤ 150 MB");
        }
    }

    private void manyAgainstLoop(NodeAgent agent, List<Volume> volumes) throws Exception {
        var ratios = new double[rounds];
        var loops = new double[rounds];
        var agents = new double[rounds];
        for (int i = -1; i < rounds; i++) { // the first warms both up
            int round = Math.max(i, 0);
            String name = "many-" + (i + 1);
            Path plain = newRepository(name + "-loop");
            loops[round] = loop(plain, volumes);
            delete(plain);
            agents[round] = throughAgent(agent, volumes);
            ratios[round] = loops[round] / agents[round];
            say("50 volumes: loop %.1f s, agent %.1f s", loops[round], agents[round]);
        }
        row("50 volumes of 10 MB: loop / agent", new Ratio(ratios).text(), "≥ 2.0, goal 3");
        row("50 volumes: seconds of the loop", new Ratio(loops).text(), "");
        row("50 volumes: seconds of the agent", new Ratio(agents).text(), "");
    }

    private void againstBareRestic(NodeAgent agent, String what, Volume volume) throws Exception {
        var ratios = new double[rounds];
        var bare = new double[rounds];
        for (int i = -1; i < rounds; i++) {
            int round = Math.max(i, 0);
            String name = "one-" + asked + "-" + (i + 1);
            Path plain = newRepository(name + "-bare");
            long start = System.nanoTime();
            resticBackup(plain, volume);
            bare[round] = (System.nanoTime() - start) / 1e9;
            double through = throughAgent(agent, List.of(volume));
            ratios[round] = through / bare[round];
            say("%s: bare restic %.2f s, agent %.2f s", what, bare[round], through);
            delete(plain);
        }
        row(what + ": agent / bare restic", new Ratio(ratios).text(), "≤ 1.10");
        row(what + ": seconds of bare restic", new Ratio(bare).text(), "");
    }

    /// As older tools do it: one volume after another, and the snapshot's id asked for afterwards.
    private double loop(Path plain, List<Volume> volumes) throws Exception {
        long start = System.nanoTime();
        for (Volume volume : volumes) {
            resticBackup(plain, volume);
            String tag = "volume=" + volume.folder().getFileName();
            restic(plain, plain, "snapshots", "--json", "--latest=1", "--tag=" + tag);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void resticBackup(Path plain, Volume volume) throws Exception {
        String tag = "--tag=volume=" + volume.folder().getFileName();
        restic(plain, volume.folder(), "backup", ".", tag, "--host=velero", "--json");
    }

    private void restic(Path plain, Path folder, String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(programs.restic().toString());
        command.addAll(List.of(arguments));
        command.add("--repo=" + plain);
        command.add("--password-file=" + work.resolve("password"));
        command.add("--cache-dir=" + work.resolve("plain-cache"));
        Path log = work.resolve("restic.log");
        var process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + Files.readString(log));
        }
    }

    private Path newRepository(String name) throws Exception {
        Path folder = work.resolve("plain").resolve(name);
        newRepository(folder, work.resolve("plain-cache"));
        return folder;
    }

    /// All begin as copies of one, with an empty cache: each `init` would choose how dear it is to
    /// open a repository by how busy the machine is at that moment.
    private void newRepository(Path folder, Path cache) throws Exception {
        Path first = work.resolve("plain/first");
        if (!Files.isDirectory(first)) {
            restic(first, work, "init");
        }
        delete(folder);
        Files.createDirectories(folder.getParent());
        try (Stream<Path> all = Files.walk(first)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Files.copy(each, folder.resolve(first.relativize(each).toString()));
            }
        }
        if (Files.isDirectory(cache)) {
            try (Stream<Path> caches = Files.list(cache)) {
                for (Path each : (Iterable<Path>) caches::iterator) {
                    delete(each);
                }
            }
        }
    }

    /// Asks for all volumes at once, in a repository that is new.
    private double throughAgent(NodeAgent agent, List<Volume> volumes) throws Exception {
        Path folder = work.resolve("bucket/bench/restic").resolve(NAMESPACE);
        newRepository(folder, work.resolve("scratch/.cache/restic"));
        String round = "round-" + asked;
        long start = System.nanoTime();
        String since = "";
        var open = new HashSet<String>();
        for (Volume volume : volumes) {
            JsonNode created = api.post(BACKUPS, request(folder, volume, round));
            since = since.isEmpty() ? created.at("/metadata/resourceVersion").asText() : since;
            open.add(name(created));
        }
        api.awaitChange(
                BACKUPS,
                "labelSelector=round=" + round,
                since,
                LIMIT,
                volume -> hasEnded(volume) && open.remove(name(volume)) && open.isEmpty());
        double seconds = (System.nanoTime() - start) / 1e9;
        agent.requireAlive();
        requireCompleted(round);
        return seconds;
    }

    private static boolean hasEnded(JsonNode volume) {
        return Set.of("Completed", "Failed").contains(volume.at("/status/phase").asText());
    }

    private static String name(JsonNode volume) {
        return volume.at("/metadata/name").asText();
    }

    private void requireCompleted(String round) throws Exception {
        for (JsonNode item : api.get(BACKUPS + "?labelSelector=round=" + round).path("items")) {
            if (!item.at("/status/phase").asText().equals("Completed")) {
                throw new IOException("a volume failed: " + item.path("status"));
            }
        }
    }

    private ObjectNode request(Path folder, Volume volume, String round) {
        ObjectNode request = ArkServer.resource("PodVolumeBackup", "pvb-" + asked++);
        request.withObject("/metadata/labels").put("round", round);
        ObjectNode spec = request.withObject("/spec");
        spec.put("node", NodeAgent.NODE).put("volume", "data");
        spec.put("backupStorageLocation", "default").put("repoIdentifier", folder.toString());
        ObjectNode pod = spec.withObject("/pod");
        pod.put("kind", "Pod").put("namespace", volume.pod().at("/metadata/namespace").asText());
        pod.put("name", volume.pod().at("/metadata/name").asText());
        pod.put("uid", volume.pod().at("/metadata/uid").asText());
        spec.withObject("/tags").put("ns", NAMESPACE).put("volume", "data");
        return request;
    }

    private void repositoryResource(Path folder) throws Exception {
        ObjectNode resource = ArkServer.resource("ResticRepository", NAMESPACE + "-default");
        ObjectNode labels = resource.withObject("/metadata/labels");
        labels.put("velero.io/volume-namespace", NAMESPACE);
        labels.put("velero.io/storage-location", "default");
        ObjectNode spec = resource.withObject("/spec");
        spec.put("volumeNamespace", NAMESPACE).put("backupStorageLocation", "default");
        spec.put("resticIdentifier", folder.toString()).put("maintenanceFrequency", "168h0m0s");
        resource.withObject("/status").put("phase", "Ready");
        api.post(API + "resticrepositories", resource);
    }

    private void prepare() throws Exception {
        var seed = new Seed(api);
        seed.namespace("velero");
        seed.namespace(NAMESPACE);
        Files.writeString(work.resolve("password"), PASSWORD);
        ObjectNode secret = Api.JSON.createObjectNode();
        secret.put("apiVersion", "v1").put("kind", "Secret");
        secret.withObject("/metadata").put("name", "velero-restic-credentials");
        secret.withObject("/stringData").put("repository-password", PASSWORD);
        api.post("/api/v1/namespaces/velero/secrets", secret);
        ObjectNode account = Api.JSON.createObjectNode();
        account.put("apiVersion", "v1").put("kind", "ServiceAccount");
        account.withObject("/metadata").put("name", "default");
        api.post("/api/v1/namespaces/" + NAMESPACE + "/serviceaccounts", account);
        Path bucket = Files.createDirectories(work.resolve("bucket"));
        Files.createDirectories(bucket.resolve("bench"));
        ObjectNode location = ArkServer.resource("BackupStorageLocation", "default");
        ObjectNode spec = location.withObject("/spec");
        spec.put("provider", "filesystem").put("default", true);
        spec.withObject("/objectStorage").put("bucket", "bench");
        spec.withObject("/config").put("path", bucket.toString());
        api.post(API + "backupstoragelocations", location);
        repositoryResource(bucket.resolve("bench/restic").resolve(NAMESPACE));
    }

    private List<Volume> manyVolumes() throws Exception {
        say("writing %d volumes of 10 MB", MANY);
        var volumes = new ArrayList<Volume>();
        for (int i = 0; i < MANY; i++) {
            Volume volume = volume("many-" + i);
            write(volume.folder().resolve("file"), MANY_BYTES);
            volumes.add(volume);
        }
        return volumes;
    }

    private Volume largeVolume() throws Exception {
        say("writing a file of 2 GiB");
        Volume volume = volume("large");
        write(volume.folder().resolve("file"), LARGE_BYTES);
        return volume;
    }

    private Volume smallVolume() throws Exception {
        say("writing 50,000 files of 2 KiB");
        Volume volume = volume("small");
        for (int i = 0; i < SMALL_FILES; i++) {
            Path folder = volume.folder().resolve("d" + i % 200);
            if (i < 200) Files.createDirectory(folder);
            write(folder.resolve("f" + i), SMALL_BYTES);
        }
        return volume;
    }

    private void write(Path file, long bytes) throws IOException {
        byte[] block = new byte[(int) Math.min(bytes, 1 << 20)];
        try (var out = Files.newOutputStream(file)) {
            for (long written = 0; written < bytes; written += block.length) {
                random.nextBytes(block);
                out.write(block);
            }
        }
    }

    private Volume volume(String name) throws Exception {
        ObjectNode pod = Api.JSON.createObjectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        pod.withObject("/metadata").put("name", name);
        ObjectNode spec = pod.withObject("/spec");
        spec.put("nodeName", NodeAgent.NODE).put("automountServiceAccountToken", false);
        spec.withArray("volumes").addObject().put("name", "data").putObject("emptyDir");
        ObjectNode container = spec.withArray("containers").addObject();
        container.put("name", "app").put("image", "none");
        container.withArray("volumeMounts").addObject().put("name", "data").put("mountPath", "/d");
        String path = "/api/v1/namespaces/" + NAMESPACE + "/pods";
        JsonNode created = api.post(path, pod);
        ObjectNode running = Api.JSON.createObjectNode();
        running.withObject("/status").put("phase", "Running");
        api.patch(path + "/" + name + "/status", running);
        Path own = pods.resolve(created.at("/metadata/uid").asText());
        Path folder = own.resolve("volumes/kubernetes.io~empty-dir/data");
        return new Volume(created, Files.createDirectories(folder));
    }

    private static void delete(Path folder) throws Exception {
        new ProcessBuilder("rm", "-rf", "--", folder.toString()).inheritIO().start().waitFor();
    }

    private static void say(String format, Object... values) {
        System.err.printf("# " + format + "%n", values);
    }

    private static void row(String what, String figure, String bound) {
        System.out.printf("| %s | %s | %s |%n", what, figure, bound);
    }
}
