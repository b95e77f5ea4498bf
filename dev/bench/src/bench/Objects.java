package bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Backup and restore of objects, against plain clients of the same API server, in one run.
///
/// Arguments: SERVER CA-FILE TOKEN REPOSITORY KUBECONFIG WORK-FOLDER OBJECTS ROUNDS
public final class Objects {
    private static final int RESTORED = 2000;
    private static final List<String> BACKED_UP = names("bench", 20);
    private static final List<String> ONE_MANAGER = names("one", 4);
    private static final List<String> TWO_MANAGERS = names("two", 4);

    private boolean headed;
    private final Api api;
    private final Seed seed;
    private final Path repository;
    private final Path kubeconfig;
    private final Path work;
    private final int objects;
    private final int rounds;

    private Objects(String[] args) throws Exception {
        api = new Api(args[0], Path.of(args[1]), args[2]);
        seed = new Seed(api);
        repository = Path.of(args[3]);
        kubeconfig = Path.of(args[4]);
        work = Path.of(args[5]);
        objects = Integer.parseInt(args[6]);
        rounds = Integer.parseInt(args[7]);
    }

    public static void main(String[] args) throws Exception {
        new Objects(args).run();
    }

    private void run() throws Exception {
        prepare();
        say("seeding %,d objects", objects);
        seed.objects(BACKED_UP, 0, objects);
        Backups first = backups("a");
        say("seeding %,d more", objects);
        seed.objects(BACKED_UP, objects, 2 * objects);
        Backups second = backups("b");
        String growth = new Ratio((double) second.peak() / first.peak()).text();
        row("backup: wall / plain LIST, " + count(first), first.ratio().text(), "≤ 2.5, goal 1.5");
        row("backup: wall / plain LIST, " + count(second), second.ratio().text(), "");
        row("backup: seconds, " + count(first), first.seconds().text(), "");
        row("plain LIST: seconds, " + count(first), first.listSeconds().text(), "");
        row("server peak RSS, " + count(first), first.peak() + " MB", "≤ 256 MB");
        row("server peak RSS, " + count(second), second.peak() + " MB", "≤ 1.2 × the first");
        row("server peak RSS, second / first", growth, "≤ 1.2");
        restores();
        System.out.println();
    }

    private void prepare() throws Exception {
        seed.namespace("velero");
        seed.widgets();
        for (List<String> group : List.of(BACKED_UP, ONE_MANAGER, TWO_MANAGERS)) {
            for (String namespace : group) {
                seed.namespace(namespace);
            }
        }
        Path bucket = work.resolve("bucket");
        Files.createDirectories(bucket.resolve("bench"));
        ObjectNode location = ArkServer.resource("BackupStorageLocation", "default");
        ObjectNode spec = location.withObject("/spec");
        spec.put("provider", "filesystem").put("default", true);
        spec.withObject("/objectStorage").put("bucket", "bench");
        spec.withObject("/config").put("path", bucket.toString());
        api.post("/apis/velero.io/v1/namespaces/velero/backupstoragelocations", location);
    }

    /// What one server's backups of one size showed.
    private record Backups(Ratio ratio, Ratio seconds, Ratio listSeconds, long items, long peak) {}

    private Backups backups(String round) throws Exception {
        var ratios = new double[rounds];
        var seconds = new double[rounds];
        var lists = new double[rounds];
        long items = 0;
        try (var server =
                new ArkServer(
                        api, repository, kubeconfig, work.resolve("server-" + round + ".log"))) {
            List<Api.Kind> kinds = api.kinds();
            api.listToNowhere(kinds);
            server.backup("warm-" + round, List.of("*"));
            for (int i = 0; i < rounds; i++) {
                long start = System.nanoTime();
                long bytes = api.listToNowhere(kinds);
                lists[i] = (System.nanoTime() - start) / 1e9;
                String name = "full-" + round + "-" + i;
                ArkServer.Processor before = server.processor();
                seconds[i] = server.backup(name, List.of("*"));
                ArkServer.Processor used = server.processor().since(before);
                ratios[i] = seconds[i] / lists[i];
                items = server.status("backups/" + name).at("/progress/itemsBackedUp").asLong();
                say(
                        "backup of %,d items (%d MB): %.2f s, plain LIST %.2f s; processor %.2f s,"
                                + " of it compiling %.2f s",
                        items, bytes >> 20, seconds[i], lists[i], used.all(), used.compilers());
            }
            return new Backups(
                    new Ratio(ratios),
                    new Ratio(seconds),
                    new Ratio(lists),
                    items,
                    server.peakMegabytes());
        }
    }

    private void restores() throws Exception {
        List<Seed.Seeded> one = copies(ONE_MANAGER);
        List<Seed.Seeded> two = copies(TWO_MANAGERS);
        say("seeding %,d objects to restore, twice", RESTORED);
        seed.post(one, "bench");
        seed.post(two, "bench");
        seed.touch(two, "second");
        try (var server =
                new ArkServer(api, repository, kubeconfig, work.resolve("server-restore.log"))) {
            server.backup("one", ONE_MANAGER);
            server.backup("two", TWO_MANAGERS);
            restores(server, "one", ONE_MANAGER, one, "≥ 0.4, goal 0.7");
            restores(server, "two", TWO_MANAGERS, two, "");
        }
    }

    private void restores(
            ArkServer server,
            String backup,
            List<String> from,
            List<Seed.Seeded> originals,
            String bound)
            throws Exception {
        var ratios = new double[rounds];
        var rates = new double[rounds];
        var posts = new double[rounds];
        for (int i = -1; i < rounds; i++) { // the first warms both up
            int round = Math.max(i, 0);
            String target = backup + "-" + (i + 1) + "-";
            posts[round] = originals.size() / plainPosts(originals, from, target + "plain-");
            rates[round] =
                    originals.size()
                            / server.restore(target + "ark", backup, mapping(from, target));
            ratios[round] = rates[round] / posts[round];
            say(
                    "restore of %,d objects: %.0f/s, plain POST %.0f/s",
                    originals.size(), rates[round], posts[round]);
        }
        String what = backup.equals("one") ? "one manager" : "two managers";
        row("restore, " + what + ": objects/s / plain POST", new Ratio(ratios).text(), bound);
        row("restore, " + what + ": objects/s", new Ratio(rates).text(), "");
        row("plain POST, 16 at a time: objects/s", new Ratio(posts).text(), "");
    }

    private double plainPosts(List<Seed.Seeded> originals, List<String> from, String target)
            throws Exception {
        Map<String, String> mapping = mapping(from, target);
        var moved = new ArrayList<Seed.Seeded>();
        for (Seed.Seeded original : originals) {
            String old = original.object().at("/metadata/namespace").asText();
            ObjectNode copy = original.object().deepCopy();
            copy.withObject("/metadata").put("namespace", mapping.get(old));
            moved.add(
                    new Seed.Seeded(
                            original.path()
                                    .replace(
                                            "/namespaces/" + old + "/",
                                            "/namespaces/" + mapping.get(old) + "/"),
                            copy));
        }
        long start = System.nanoTime();
        for (String namespace : mapping.values()) {
            seed.namespace(namespace);
        }
        seed.post(moved, "bench");
        return (System.nanoTime() - start) / 1e9;
    }

    private static List<Seed.Seeded> copies(List<String> namespaces) {
        var copies = new ArrayList<Seed.Seeded>();
        for (int i = 0; i < RESTORED; i++) {
            copies.add(Seed.mixed(namespaces.get(i % namespaces.size()), i));
        }
        return copies;
    }

    private static Map<String, String> mapping(List<String> from, String prefix) {
        var mapping = new LinkedHashMap<String, String>();
        from.forEach(name -> mapping.put(name, prefix + name));
        return mapping;
    }

    private static List<String> names(String prefix, int count) {
        var names = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            names.add(prefix + "-" + i);
        }
        return names;
    }

    private static String count(Backups backups) {
        return String.format("%,d items", backups.items());
    }

    private static void say(String format, Object... values) {
        System.err.printf("# " + format + "%n", values);
    }

    private void row(String what, String figure, String bound) {
        if (!headed) {
            headed = true;
            System.out.println("| figure | median (least–most) | bound |\n|---|---|---|");
        }
        System.out.printf("| %s | %s | %s |%n", what, figure, bound);
    }
}
