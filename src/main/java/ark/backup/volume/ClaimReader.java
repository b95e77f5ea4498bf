package ark.backup.volume;

import ark.backup.collect.ItemLookup;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.podvolume.Claim;
import ark.podvolume.Claim.Backing;
import ark.podvolume.Claim.PersistentVolume;
import java.util.Optional;

/// Claims and their volumes as they were at the backup's moment.
public record ClaimReader(ItemLookup lookup) implements Claim.Lookup {
    private static final GroupResource CLAIMS = GroupResource.core("persistentvolumeclaims");
    private static final GroupResource VOLUMES = GroupResource.core("persistentvolumes");

    @Override
    public Optional<Claim> find(String namespace, String name) {
        return find(new ItemKey(CLAIMS, namespace, name)).map(this::read);
    }

    private Optional<Item> find(ItemKey key) {
        Optional<ResourceType> type = lookup.type(key.resource());
        return type.flatMap(known -> lookup.find(known, key)).map(ItemLookup.Located::item);
    }

    private Claim read(Item claim) {
        String name = claim.text("/spec/volumeName");
        Optional<Item> volume =
                name.isEmpty() ? Optional.empty() : find(new ItemKey(VOLUMES, "", name));
        Backing backing = Backing.FILES;
        if (claim.text("/spec/volumeMode").equals("Block")) {
            backing = Backing.BLOCK;
        } else if (volume.isPresent() && volume.get().at("/spec").has("hostPath")) {
            backing = Backing.HOST_PATH;
        }
        return new Claim(
                claim.key().name(),
                claim.text("/metadata/uid"),
                backing,
                volume.map(ClaimReader::volume).orElse(PersistentVolume.NONE));
    }

    private static PersistentVolume volume(Item item) {
        return new PersistentVolume(
                item.key().name(), item.text("/spec/persistentVolumeReclaimPolicy"), item.labels());
    }
}
