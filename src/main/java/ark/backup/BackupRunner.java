package ark.backup;

import ark.api.v1.Backup;
import ark.api.v1.BackupSpec;
import ark.archive.ArchiveWriter;
import ark.backup.action.BuiltInActions;
import ark.backup.collect.ItemCollector;
import ark.backup.collect.ItemCollector.Collected;
import ark.backup.collect.ItemCollector.Reading;
import ark.backup.collect.ItemLookup;
import ark.backup.collect.ItemSpool;
import ark.backup.request.BackupId;
import ark.backup.request.BackupRequest;
import ark.backup.request.PodVolumeWish;
import ark.backup.request.SnapshotWish.Wanted;
import ark.backup.volume.ClaimReader;
import ark.backup.volume.VolumeCapture;
import ark.backup.volume.VolumeFiles;
import ark.cluster.Cluster;
import ark.cluster.ResourceCatalog;
import ark.cluster.ResourceType;
import ark.hook.BackupHooks;
import ark.hook.HookCounts;
import ark.hook.PodQuiesce;
import ark.item.GroupResource;
import ark.item.ItemKey;
import ark.item.ItemOutcome;
import ark.operation.FailPoint;
import ark.operation.ProgressReporter;
import ark.podvolume.VolumeBackups;
import ark.podvolume.VolumeChooser;
import ark.spi.BackupItemAction;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Reads what a backup selects and writes its archive.
final class BackupRunner {
    private static final int BUFFER_BYTES = 128 * 1024;

    private final BackupTools tools;
    private final BackupSettings settings;

    /// What a run works with.
    ///
    /// @param folder for the spool; empty at the beginning
    /// @param archive the file to write
    /// @param volumes hears of each namespace before a volume in it is asked for
    record Task(
            Backup backup,
            BackupRequest request,
            Path folder,
            Path archive,
            BackupLog log,
            HookCounts hooks,
            ProgressReporter progress,
            Consumer<String> volumes) {}

    /// What a run gives.
    ///
    /// @param resourceList content of `<backup>-resource-list.json.gz`
    record Result(BackupReport report, ObjectNode resourceList, VolumeFiles volumes) {}

    private record Run(Task task, VolumeCapture volumes, ItemBackup.Hooks hooks) {}

    BackupRunner(BackupTools tools, BackupSettings settings) {
        this.tools = tools;
        this.settings = settings;
    }

    /// @throws RuntimeException when no backup can come of it: the cluster or the disk is away
    /// @throws InterruptedException when the backup is cancelled
    Result run(Task task) throws InterruptedException {
        Cluster cluster = tools.cluster();
        ResourceCatalog catalog = cluster.discover();
        try (ItemSpool spool = ItemSpool.in(task.folder())) {
            var collector = new ItemCollector(cluster, task.request(), spool, task.log());
            Collected collected =
                    collector.collect(
                            catalog,
                            settings.everyVersion() ? Reading.EVERY_VERSION : Reading.PREFERRED);
            BackupPlan plan =
                    BackupPlanner.plan(
                            task.request(), collected.namespaces(), spool.found(collected.types()));
            tell(plan, task);
            boolean everyLabel = task.request().filters().anyOf().isEmpty();
            var lookup = new ItemLookup(cluster, catalog, collected, spool, everyLabel);
            try (VolumeCapture volumes = capture(lookup, task)) {
                var run = new Run(task, volumes, hooks(catalog, task));
                return write(plan, lookup, actions(catalog, collected, run), run);
            }
        }
    }

    private VolumeCapture capture(ItemLookup lookup, Task task) {
        PodVolumeWish wish = task.request().podVolumes();
        BackupId id = task.request().id();
        if (!wish.timeout().problem().isEmpty()) {
            task.log().error(wish.timeout().problem());
        }
        return new VolumeCapture(
                new VolumeChooser(wish.every(), new ClaimReader(lookup)),
                new VolumeBackups(
                        tools.volumes(),
                        BackupObjects.owner(id),
                        task.request().location(),
                        wish.timeout().limit()),
                task.log(),
                task.volumes());
    }

    private ItemBackup.Hooks hooks(ResourceCatalog catalog, Task task) {
        BackupSpec spec = task.backup().getSpec();
        var objects = new BackupObjects(tools.cluster());
        BackupId id = task.request().id();
        return new ItemBackup.Hooks(
                BackupHooks.of(spec == null ? null : spec.hooks(), name -> resource(catalog, name)),
                new PodQuiesce(
                        tools.commands(),
                        task.log(),
                        task.hooks(),
                        open -> objects.noteOpenHooks(id, open)));
    }

    /// The full name of a resource, for one that somebody typed.
    private static Optional<String> resource(ResourceCatalog catalog, String name) {
        return catalog.find(name).map(type -> type.resource().toString());
    }

    private static void tell(BackupPlan plan, Task task) {
        plan.exclusions()
                .forEach(e -> task.log().info(e.key(), "Excluding item because " + e.reason()));
        plan.warnings().forEach(task.log()::warn);
        if (task.request().snapshots().wanted() == Wanted.YES
                && task.request().snapshots().locations().isEmpty()) {
            task.log().warn("Volume snapshots are asked for, and there is no location for them");
        }
    }

    private ItemActions actions(ResourceCatalog catalog, Collected collected, Run run) {
        Task task = run.task();
        List<BackupItemAction> actions = new ArrayList<>();
        var reader = new MomentReader(tools.cluster(), catalog, collected.moment());
        actions.addAll(
                settings.everyVersion()
                        ? BuiltInActions.ofEveryVersion(reader)
                        : BuiltInActions.of(reader));
        if (VolumeNotices.concern(task.request().snapshots())) {
            actions.add(
                    new VolumeNotices(
                            task.request().snapshots(), run.volumes()::covers, task.log()));
        }
        return new ItemActions(actions, name -> resource(catalog, name), task.backup());
    }

    private Result write(BackupPlan plan, ItemLookup lookup, ItemActions actions, Run run)
            throws InterruptedException {
        Task task = run.task();
        var tally = new Tally(plan.keys());
        try (OutputStream file =
                        new BufferedOutputStream(
                                Files.newOutputStream(task.archive()), BUFFER_BYTES);
                var archive =
                        new ArchiveWriter(file, tools.clock().instant(), settings.compression())) {
            var items =
                    new ItemBackup(
                            new ItemBackup.Parts(
                                    lookup,
                                    actions,
                                    run.volumes(),
                                    run.hooks(),
                                    archive::add,
                                    task.log(),
                                    tally));
            writeItems(plan, lookup, items, new Meter(tally, task.progress()));
            archive.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("writing the archive " + task.archive(), e);
        }
        task.log().info("Backed up a total of " + tally.done() + " items");
        VolumeFiles volumes = run.volumes().finish();
        FailPoint.BACKUP_VOLUMES_ENDED.reached();
        var report =
                new BackupReport(
                        tally.planned(),
                        tally.added(),
                        tally.outcomes(),
                        task.log().errors(),
                        lookup.revision(),
                        List.copyOf(lookup.inexact()));
        return new Result(report, tally.resourceList(), volumes);
    }

    private record Meter(Tally tally, ProgressReporter progress) {
        void tick() throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException("the backup was cancelled");
            }
            progress.now(tally.total(), tally.done());
        }
    }

    private static void writeItems(
            BackupPlan plan, ItemLookup lookup, ItemBackup items, Meter meter)
            throws InterruptedException {
        Map<GroupResource, ResourceType> types = new HashMap<>();
        for (ItemKey key : plan.keys()) {
            meter.tick();
            ResourceType type =
                    types.computeIfAbsent(
                            key.resource(), resource -> lookup.type(resource).orElseThrow());
            items.backUp(type, key);
        }
        Set<GroupResource> stored = new TreeSet<>();
        for (ItemOutcome outcome : meter.tally().outcomes()) {
            if (outcome instanceof ItemOutcome.Done(ItemKey key)) {
                stored.add(key.resource());
            }
        }
        for (GroupResource resource : stored) {
            meter.tick();
            items.addDefinition(resource);
        }
        meter.tick();
    }
}
