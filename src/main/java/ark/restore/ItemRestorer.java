package ark.restore;

import ark.archive.ArchiveException;
import ark.archive.ArchiveReader;
import ark.cluster.ClusterException;
import ark.cluster.ResourceCatalog;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.operation.FailPoint;
import ark.restore.ItemPreparation.Prepared;
import ark.restore.RestoreReport.Entry;
import ark.restore.RestoreReport.Fate;
import ark.restore.apply.Applied;
import ark.restore.apply.Applier;
import ark.restore.apply.ApplyRules;
import ark.restore.apply.Candidate;
import ark.restore.request.RestoreRequest;
import ark.restore.version.SameShape;
import ark.restore.version.VersionChoice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Brings items into the cluster, one per call, each once. For many threads.
///
/// Whatever is wrong with one item is told in the log and the results, and ends nothing. Thrown is
/// what ends the restore: the API server stays away, the disk fails, or somebody cancels it.
final class ItemRestorer {
    private static final GroupResource PODS = GroupResource.core("pods");
    private static final GroupResource CLAIMS = GroupResource.core("persistentvolumeclaims");
    private static final GroupResource JOBS = new GroupResource("batch", "jobs");
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");
    private static final String MIRROR = "kubernetes.io/config.mirror";

    private final RestoreRunner.Parts parts;
    private final RestoreRequest request;
    private final RestoreLog log;
    private final ArchiveReader archive;
    private final Supplier<ResourceCatalog> catalog;
    private final RestoreReport report;
    private final Claims claims = new Claims();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Namespaces namespaces;
    private final ItemPreparation preparation;
    private final Applier applier;

    /// @param catalog what the cluster serves now
    /// @param report gets an entry for each item
    ItemRestorer(
            RestoreRunner.Parts parts, Supplier<ResourceCatalog> catalog, RestoreReport report) {
        this.parts = parts;
        this.catalog = catalog;
        this.report = report;
        request = parts.request();
        log = parts.log();
        archive = parts.archive();
        namespaces =
                new Namespaces(
                        parts.cluster(),
                        this::backedUpNamespace,
                        parts.settings().waits().terminating(),
                        parts.pause());
        preparation =
                new ItemPreparation(
                        parts,
                        new LiveFacts(
                                parts.cluster(), catalog, parts.settings().server().namespace()));
        applier =
                new Applier(
                        parts.cluster(),
                        new ApplyRules(
                                ItemPreparation.labels(request),
                                request.handling().updateExisting(),
                                request.resumed() ? request.id().created() : Instant.MAX));
    }

    private Optional<Item> backedUpNamespace(String name) {
        ItemKey key = new ItemKey(RestorePlanner.NAMESPACES, "", name);
        return archive.contains(key) ? Optional.of(archive.read(key)) : Optional.empty();
    }

    /// Restores an item, unless somebody has it already.
    ///
    /// @param source as the archive names it
    void restore(ItemKey source) throws InterruptedException {
        ItemKey target = targetOf(source);
        if (!claims.claim(target)) {
            return;
        }
        try {
            report.add(attempt(source, target));
        } finally {
            claims.done(target);
        }
    }

    private ItemKey targetOf(ItemKey source) {
        if (source.resource().equals(RestorePlanner.NAMESPACES)) {
            return new ItemKey(source.resource(), "", request.targetOf(source.name()));
        }
        return source.clusterScoped()
                ? source
                : new ItemKey(
                        source.resource(), request.targetOf(source.namespace()), source.name());
    }

    private Entry attempt(ItemKey source, ItemKey target) throws InterruptedException {
        if (source.resource().equals(RestorePlanner.NAMESPACES)) {
            return namespace(source, target);
        }
        Item pristine;
        try {
            pristine = read(source);
        } catch (ArchiveException e) {
            if (e.reason() == ArchiveException.Reason.IO) {
                throw e;
            }
            log.error(target, "error restoring " + target + ": " + e.getMessage());
            return new Entry(target, "", Fate.FAILED);
        }
        String reason = completed(pristine);
        if (!reason.isEmpty()) {
            log.info(target, source.path() + " " + reason + " - skipping");
            return entry(target, pristine, Fate.SKIPPED);
        }
        if (!source.clusterScoped() && !namespaceUsable(source.namespace(), target.namespace())) {
            log.info(target, "skipping: its namespace cannot be used");
            return entry(target, pristine, Fate.FAILED);
        }
        return restore(pristine, target);
    }

    private Entry namespace(ItemKey source, ItemKey target) throws InterruptedException {
        Namespaces.State state = ensured(source.name(), target.name());
        if (!state.usable()) {
            return new Entry(target, "v1/Namespace", Fate.FAILED);
        }
        return new Entry(target, "v1/Namespace", state.created() ? Fate.CREATED : Fate.SKIPPED);
    }

    private boolean namespaceUsable(String source, String target) throws InterruptedException {
        Namespaces.State state = ensured(source, target);
        ItemKey key = new ItemKey(RestorePlanner.NAMESPACES, "", target);
        if (state.created() && claims.claim(key)) {
            report.add(new Entry(key, "v1/Namespace", Fate.CREATED));
            claims.done(key);
        }
        return state.usable();
    }

    /// The first one to ask for a namespace tells of it.
    private Namespaces.State ensured(String source, String target) throws InterruptedException {
        Namespaces.State state = namespaces.ensure(source, target);
        ItemKey key = new ItemKey(RestorePlanner.NAMESPACES, "", target);
        if (state.created()) {
            log.info(key, "Created namespace " + target);
        } else if (!state.usable() && state.first()) {
            log.error(state.problem());
        }
        return state;
    }

    /// The item in the version that is restored.
    private Item read(ItemKey source) {
        Optional<VersionChoice.Choice> choice = parts.planner().version(source, catalog.get());
        if (choice.isEmpty()) {
            return archive.read(source);
        }
        if (told.add(choice.get().version() + " " + source.resource())) {
            log.info(
                    "Restoring %s in version %s: %s"
                            .formatted(
                                    source.resource(),
                                    choice.get().version(),
                                    choice.get().reason()));
        }
        return archive.read(source, choice.get().version());
    }

    private Optional<ResourceType> type(Item item) {
        return catalog.get().versions(item.key().resource()).stream()
                .filter(type -> type.apiVersion().equals(item.apiVersion()))
                .findFirst();
    }

    /// Why an item has nothing to do any more, or "".
    private static String completed(Item item) {
        GroupResource resource = item.key().resource();
        if (resource.equals(PODS) && item.annotations().containsKey(MIRROR)) {
            return "is a mirror pod";
        }
        boolean ended =
                resource.equals(PODS)
                        ? ENDED.contains(item.text("/status/phase"))
                        : resource.equals(JOBS) && !item.text("/status/completionTime").isEmpty();
        return ended ? "is complete" : "";
    }

    private Entry restore(Item pristine, ItemKey target) throws InterruptedException {
        Prepared prepared;
        try {
            prepared =
                    preparation.prepare(pristine, target, needed -> restoreFirst(needed, target));
        } catch (RuntimeException e) {
            throwIfEnding(e);
            log.error(target, "error preparing " + target + ": " + e.getMessage());
            return entry(target, pristine, Fate.FAILED);
        }
        return switch (prepared) {
            case Prepared.Ready(Item item) -> apply(pristine, item);
            case Prepared.LeftOut(String reason) -> {
                log.info(target, "Skipping " + target + ": " + reason);
                yield entry(target, pristine, Fate.SKIPPED);
            }
            case Prepared.Refused(String error) -> {
                log.error(target, "error restoring " + target + ": " + error);
                yield entry(target, pristine, Fate.FAILED);
            }
        };
    }

    /// What ends one item, or else the whole restore.
    private static void throwIfEnding(RuntimeException e) {
        if (e instanceof ClusterException refusal && ends(refusal)) {
            throw refusal;
        }
        if (e instanceof ArchiveException broken && broken.reason() == ArchiveException.Reason.IO) {
            throw broken;
        }
    }

    private static boolean ends(ClusterException e) {
        return switch (e.reason()) {
            case CANCELLED, UNREACHABLE -> true;
            case NOT_FOUND,
                    ALREADY_EXISTS,
                    CONFLICT,
                    INVALID,
                    DENIED,
                    EXPIRED,
                    REVISION_TOO_LARGE,
                    REVISION_IGNORED,
                    THROTTLED,
                    UNAVAILABLE,
                    REFUSED ->
                    false;
        };
    }

    private void restoreFirst(ItemKey needed, ItemKey by) throws InterruptedException {
        ItemKey target = targetOf(needed);
        if (!parts.planner().admitsAdditional(needed, catalog.get())) {
            return;
        }
        if (!archive.contains(needed)) {
            if (claims.claim(target)) {
                claims.done(target);
                log.warn(target, by + " needs " + needed + ", which the backup does not hold");
            }
            return;
        }
        claims.needs(by, target);
        restore(needed);
        claims.await(by, target);
    }

    private Entry apply(Item pristine, Item item) throws InterruptedException {
        ItemKey target = item.key();
        Optional<ResourceType> type = type(item);
        if (type.isEmpty()) {
            Optional<Item> same = SameShape.of(item, apiVersions(item));
            if (same.isPresent()) {
                log.info(target, "Restoring in " + same.get().apiVersion() + ": the same shape");
                return apply(pristine, same.get());
            }
            log.error(target, "error restoring " + target + ": " + notServed(item));
            return entry(target, item, Fate.FAILED);
        }
        log.info(target, "Attempting to restore " + item.kind() + ": " + target.name());
        try {
            Applied applied =
                    applier.apply(
                            new Candidate(
                                    type.get(),
                                    item,
                                    parts.planner().status(pristine, catalog.get()),
                                    Set.copyOf(apiVersions(item))));
            applied.warnings().forEach(warning -> log.warn(target, warning));
            tellUnchanged(applied, item);
            if (applied.what() == Applied.What.CREATED) {
                FailPoint.RESTORE_ITEM_COMPLETE.reached();
                addContents(pristine, applied.live());
            }
            awaitDefinition(target, type.get());
            return entry(target, item, fate(applied));
        } catch (ClusterException e) {
            throwIfEnding(e);
            log.error(target, "error restoring " + target + ": " + e.apiMessage());
            return entry(target, item, Fate.FAILED);
        }
    }

    private String notServed(Item item) {
        if (item.kind().isEmpty() || item.apiVersion().isEmpty()) {
            return "it has no kind or no apiVersion";
        }
        return "this cluster does not serve %s in %s, but in %s"
                        .formatted(
                                item.kind(),
                                item.apiVersion(),
                                String.join(", ", apiVersions(item)))
                + RestoreRunner.CONVERT;
    }

    /// In which the cluster serves objects of an item's kind, the preferred one first.
    private List<String> apiVersions(Item item) {
        return catalog.get().versions(item.key().resource()).stream()
                .map(ResourceType::apiVersion)
                .toList();
    }

    private void tellUnchanged(Applied applied, Item item) {
        if (applied.what() == Applied.What.LEFT && applied.warnings().isEmpty()) {
            log.info(
                    item.key(),
                    "Restore of %s, %s skipped: it already exists in the cluster and is the same as the backed up version"
                            .formatted(item.kind(), item.key().name()));
        }
    }

    /// Contents that the backup has of a new object besides its JSON: those that can be had are
    /// asked
    /// for, the others are told of.
    private void addContents(Item pristine, Item live) {
        ItemKey target = live.key();
        if (target.resource().equals(PODS)) {
            parts.pods().volumes().begin(pristine, live);
            parts.pods().hooks().restored(live);
        }
        if (target.resource().equals(CLAIMS) && request.handling().fromSnapshots()) {
            parts.pods()
                    .volumes()
                    .contents()
                    .stored()
                    .lostWithClaim(pristine.key().path(), target)
                    .ifPresent(lost -> log.error(target, lost));
        }
    }

    /// A definition that exists but is not served yet would fail all its objects.
    private void awaitDefinition(ItemKey target, ResourceType type) throws InterruptedException {
        if (!target.resource().equals(RestorePlanner.DEFINITIONS)) {
            return;
        }
        boolean served =
                parts.pause()
                        .until(
                                parts.settings().waits().resource(),
                                () ->
                                        parts.cluster()
                                                .get(type, "", target.name())
                                                .filter(ItemRestorer::established)
                                                .isPresent());
        if (!served) {
            log.error(
                    target,
                    "CRD " + target.name() + " is not available to use for custom resources.");
        }
    }

    private static boolean established(Item definition) {
        long fulfilled =
                definition
                        .at("/status/conditions")
                        .valueStream()
                        .filter(c -> c.path("status").asText().equals("True"))
                        .map(c -> c.path("type").asText())
                        .filter(c -> c.equals("Established") || c.equals("NamesAccepted"))
                        .count();
        return fulfilled == 2;
    }

    private static Fate fate(Applied applied) {
        return switch (applied.what()) {
            case CREATED -> Fate.CREATED;
            case UPDATED -> Fate.UPDATED;
            case LEFT -> Fate.SKIPPED;
        };
    }

    private static Entry entry(ItemKey target, Item item, Fate fate) {
        return new Entry(target, (item.apiVersion() + "/" + item.kind()).intern(), fate);
    }
}
