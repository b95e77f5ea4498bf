package ark.backup.collect;

import ark.backup.request.BackupRequest;
import ark.backup.request.NamespaceScope;
import ark.backup.request.NamespaceScope.Known;
import ark.backup.request.ResourceNames;
import ark.backup.request.ResourceRules;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.cluster.ResourceCatalog;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Reads what a backup selects, all types side by side, at one revision of the cluster, as bytes,
/// into the spool.
///
/// A type that the server cannot give at that revision is read by itself: whole, and in one state
/// of its own. That is no fault, and it is said of each type.
public final class ItemCollector {
    /// Looks cost the server next to nothing, and wait for its watch caches side by side.
    private static final int LOOKS_AT_ONCE = 24;

    private final Cluster cluster;
    private final BackupRequest request;
    private final ItemSpool spool;
    private final Listener log;

    /// Who is told how the reading goes.
    public interface Listener {
        /// A fact.
        ///
        /// @param keysAndValues more of it: key, value, key, value …
        void info(String message, String... keysAndValues);

        /// Something odd that loses nothing.
        void warn(String message);

        /// Something that was asked for and cannot be read.
        void error(String message);
    }

    /// How much is read, and how fast.
    ///
    /// @param listsAtOnce how many kinds are read side by side
    /// @param everyVersion whether a kind is read in every version that the cluster serves,
    ///     not only
    ///     in the one that it prefers
    public record Reading(int listsAtOnce, boolean everyVersion) {
        /// One list keeps the API server busy while another one's bytes are split and written.
        private static final int LISTS_AT_ONCE = 4;

        /// The usual way.
        public static final Reading PREFERRED = new Reading(LISTS_AT_ONCE, false);

        /// Every version, as Velero's feature `EnableAPIGroupVersions` has it.
        public static final Reading EVERY_VERSION = new Reading(LISTS_AT_ONCE, true);

        public Reading {
            if (listsAtOnce < 1) {
                throw new IllegalArgumentException("at least one kind must be read at once");
            }
        }

        /// The versions that are read besides the preferred one.
        List<ResourceType> others(ResourceType preferred, ResourceCatalog catalog) {
            return everyVersion
                    ? catalog.versions(preferred.resource()).stream()
                            .filter(TypeOrder::storable)
                            .filter(type -> !type.version().equals(preferred.version()))
                            .toList()
                    : List.of();
        }
    }

    /// What was read.
    ///
    /// @param types in the order of the archive
    /// @param rules with the names that the cluster serves
    /// @param moment the revision, and why which type is not as it was then
    /// @param reading how it was read
    public record Collected(
            List<ResourceType> types,
            ResourceRules rules,
            NamespaceScope namespaces,
            ClusterMoment moment,
            Reading reading) {
        public Collected {
            types = List.copyOf(types);
        }

        /// The types that were read and are not as they were at the moment.
        public List<GroupResource> inexact() {
            return types.stream()
                    .map(ResourceType::resource)
                    .filter(moment.inexact()::containsKey)
                    .toList();
        }
    }

    public ItemCollector(Cluster cluster, BackupRequest request, ItemSpool spool, Listener log) {
        this.cluster = cluster;
        this.request = request;
        this.spool = spool;
        this.log = log;
    }

    /// Reads it all.
    ///
    /// @throws ClusterException when the cluster cannot be read at all; a single type that cannot
    ///     is an error in the log
    public Collected collect(ResourceCatalog catalog, Reading reading) throws InterruptedException {
        ResourceNames.Resolved names =
                ResourceNames.resolve(request.filters().resources(), catalog::find);
        tellOddities(names, catalog);
        AggregatedApis aggregated = AggregatedApis.read(cluster);
        ClusterMoment moment = moment(catalog, aggregated);
        var inexact = new TreeMap<>(moment.inexact());
        NamespaceScope namespaces = readNamespaces(names.rules(), moment, inexact);
        List<ResourceType> types =
                TypeOrder.of(catalog.preferred(), names.rules(), namespaces.everything());
        var reader = new TypeReader(cluster, namespaces, request.filters().anyOf());
        var versions = new ArrayList<ResourceType>();
        List<Supplier<Optional<String>>> reads = new ArrayList<>();
        for (ResourceType type : types.stream().filter(ItemCollector::notYetRead).toList()) {
            versions.add(type);
            reads.add(() -> read(type, reader, moment, aggregated));
            for (ResourceType other : reading.others(type, catalog)) {
                versions.add(other);
                reads.add(() -> readOther(other, reader, moment));
            }
        }
        List<Optional<String>> doubts = SideBySide.all(reads, reading.listsAtOnce());
        for (int i = 0; i < versions.size(); i++) {
            GroupResource resource = versions.get(i).resource();
            doubts.get(i).ifPresent(reason -> inexact.put(resource, reason));
        }
        return new Collected(
                types,
                names.rules(),
                namespaces,
                new ClusterMoment(moment.revision(), inexact),
                reading);
    }

    private static boolean notYetRead(ResourceType type) {
        return !type.resource().equals(ResourceRules.NAMESPACES); // those were read first
    }

    private void tellOddities(ResourceNames.Resolved names, ResourceCatalog catalog) {
        catalog.failedGroups()
                .forEach((g, why) -> log.warn("The kinds of " + g + " are not known: " + why));
        names.unknownIncluded()
                .forEach(n -> log.error("No kind is called \"" + n + "\": none is backed up"));
        names.unknownExcluded()
                .forEach(n -> log.warn("No kind is called \"" + n + "\": none is excluded"));
        names.wrongScope()
                .forEach(n -> log.warn("\"" + n + "\" is ignored: its kind has the other scope"));
    }

    private ClusterMoment moment(ResourceCatalog catalog, AggregatedApis aggregated)
            throws InterruptedException {
        ClusterMoment moment =
                ClusterMoment.take(
                        cluster,
                        catalog.preferred().stream().filter(TypeOrder::storable).toList(),
                        type -> Optional.of("aggregated API").filter(_ -> aggregated.serves(type)),
                        LOOKS_AT_ONCE);
        log.info("Reading the cluster at revision " + moment.revision());
        return moment;
    }

    /// Namespaces are read whatever the filters say: wildcards are expanded against them.
    private NamespaceScope readNamespaces(
            ResourceRules rules, ClusterMoment moment, Map<GroupResource, String> inexact) {
        ItemSpool.Batch batch = spool.batch(ClusterMoment.NAMESPACES);
        new TypeReader(cluster, NamespaceScope.EVERYTHING, List.of())
                .read(batch, moment)
                .ifPresent(reason -> inexact.put(ResourceRules.NAMESPACES, reason));
        List<Known> known =
                batch.items().stream()
                        .map(n -> new Known(n.key().name(), n.labels(), !n.deleting()))
                        .toList();
        NamespaceScope namespaces = NamespaceScope.of(request.filters().namespaces(), known);
        if (rules.lists(ClusterMoment.NAMESPACES, namespaces.everything())) {
            batch.commit();
        }
        namespaces.missing().forEach(n -> log.error("Namespace \"" + n + "\" does not exist"));
        return namespaces;
    }

    private Optional<String> read(
            ResourceType type, TypeReader reader, ClusterMoment moment, AggregatedApis aggregated) {
        Optional<String> down = aggregated.whyDown(type);
        if (down.isPresent()) {
            return unread(type, "its server is down: " + down.get());
        }
        ItemSpool.Batch batch = spool.batch(type);
        try {
            Optional<String> inexact = reader.read(batch, moment);
            batch.commit();
            log.info(
                    "Retrieved " + batch.size() + " items",
                    "resource",
                    type.resource().toString(),
                    "revision",
                    inexact.orElse(moment.revision()));
            return inexact;
        } catch (ClusterException e) {
            return switch (e.reason()) {
                case CANCELLED, UNREACHABLE -> throw e;
                case NOT_FOUND -> {
                    log.warn("The kind " + type + " vanished while the backup began");
                    yield Optional.of("not read");
                }
                case ALREADY_EXISTS,
                        CONFLICT,
                        INVALID,
                        DENIED,
                        EXPIRED,
                        REVISION_TOO_LARGE,
                        REVISION_IGNORED,
                        THROTTLED,
                        UNAVAILABLE,
                        REFUSED ->
                        unread(type, Words.of(e));
            };
        }
    }

    /// What a version adds that is not the preferred one, whose objects are the same.
    private Optional<String> readOther(ResourceType type, TypeReader reader, ClusterMoment moment) {
        ItemSpool.Batch batch = spool.batch(type);
        try {
            Optional<String> inexact = reader.read(batch, moment);
            batch.commitAsOtherVersion();
            return inexact;
        } catch (ClusterException e) {
            if (e.reason() == Reason.CANCELLED || e.reason() == Reason.UNREACHABLE) {
                throw e;
            }
            log.error("Cannot read " + type + ": " + Words.of(e));
            return Optional.empty();
        }
    }

    private Optional<String> unread(ResourceType type, String why) {
        log.error("Cannot read " + type.resource() + ": " + why);
        return Optional.of("not read");
    }
}
