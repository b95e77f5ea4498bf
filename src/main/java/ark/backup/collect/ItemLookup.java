package ark.backup.collect;

import ark.backup.collect.ItemCollector.Collected;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ResourceCatalog;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Finds items: in the spool, else in the cluster as it was at the backup's moment, else, where the
/// server cannot give that, as it is now.
public final class ItemLookup {
    private final Cluster cluster;
    private final ResourceCatalog catalog;
    private final Collected collected;
    private final ItemSpool spool;
    private final boolean everyLabel;
    private final Set<GroupResource> inexact = new TreeSet<>();

    /// An item in both forms.
    public static final class Located {
        private final Item item;
        private final byte[] bytes;

        /// An item and its bytes.
        ///
        /// @param bytes as the server sent it, where they are still known
        public Located(Item item, byte[] bytes) {
            this.item = item;
            this.bytes = bytes;
        }

        public Item item() {
            return item;
        }

        public byte[] bytes() {
            return bytes;
        }
    }

    /// Looks into these.
    ///
    /// @param everyLabel whether the spool has objects whatever their labels
    public ItemLookup(
            Cluster cluster,
            ResourceCatalog catalog,
            Collected collected,
            ItemSpool spool,
            boolean everyLabel) {
        this.cluster = cluster;
        this.catalog = catalog;
        this.collected = collected;
        this.spool = spool;
        this.everyLabel = everyLabel;
        inexact.addAll(collected.inexact());
    }

    public String revision() {
        return collected.moment().revision();
    }

    /// The type in its preferred version.
    public Optional<ResourceType> type(GroupResource resource) {
        return catalog.find(resource);
    }

    /// Whether the backup's filters let an item through that an action adds; its labels are not
    /// looked at.
    public boolean admits(ResourceType type, ItemKey key) {
        return collected.rules().admits(type)
                && (key.clusterScoped() || collected.namespaces().includes(key.namespace()));
    }

    /// The bytes of an item that was collected.
    public byte[] collected(ItemKey key) {
        return spool.read(key)
                .orElseThrow(() -> new IllegalStateException(key + " is not in the spool"));
    }

    /// The item, or empty when there is, or was, none.
    ///
    /// @throws ClusterException when the cluster does not say whether there is such an item
    public Optional<Located> find(ResourceType type, ItemKey key) {
        Optional<byte[]> spooled = spool.read(key);
        if (spooled.isPresent()) {
            byte[] bytes = spooled.get();
            return Optional.of(new Located(Item.parse(key.resource(), bytes), bytes));
        }
        return certainlyAbsent(type, key)
                ? Optional.empty()
                : read(type, key).map(item -> new Located(item, item.bytes()));
    }

    /// An item as one version of its type has it.
    public static final class Version {
        private final ResourceType type;
        private final byte[] bytes;

        Version(ResourceType type, byte[] bytes) {
            this.type = type;
            this.bytes = bytes;
        }

        public ResourceType type() {
            return type;
        }

        public byte[] bytes() {
            return bytes;
        }
    }

    /// The item in every version that is backed up besides the preferred one, as far as there is
    /// such a version of it.
    ///
    /// @throws ClusterException when the cluster does not give one of them
    public List<Version> otherVersions(ResourceType preferred, ItemKey key) {
        var versions = new ArrayList<Version>();
        for (ResourceType other : collected.reading().others(preferred, catalog)) {
            Optional<byte[]> bytes =
                    spool.read(key).isPresent()
                            ? spool.readOther(other, key)
                            : read(other, key).map(Item::bytes);
            bytes.ifPresent(found -> versions.add(new Version(other, found)));
        }
        return versions;
    }

    /// Where a type was listed whole, what is not in the spool did not exist.
    private boolean certainlyAbsent(ResourceType type, ItemKey key) {
        return everyLabel
                && spool.holds(type.resource())
                && (key.clusterScoped() || collected.namespaces().includes(key.namespace()));
    }

    private Optional<Item> read(ResourceType type, ItemKey key) {
        if (collected.moment().doubt(type).isEmpty()) {
            try {
                return cluster.getAt(
                        type, key.namespace(), key.name(), collected.moment().revision());
            } catch (ClusterException e) {
                if (!ClusterMoment.isOver(e)) {
                    throw e;
                }
            }
        }
        inexact.add(type.resource());
        return cluster.get(type, key.namespace(), key.name());
    }

    /// Every type of which something was read that is not as it was at the moment, sorted.
    public Collection<GroupResource> inexact() {
        return Set.copyOf(inexact).stream().sorted().toList();
    }
}
