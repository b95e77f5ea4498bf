package ark.backupstore;

import ark.item.InvalidJsonException;
import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import ark.spi.StoredObject;
import java.io.InputStream;
import java.util.Optional;

/// Opens files of a backup as its manifest says they were.
final class ManifestCheck {
    /// 200 files of a backup; today there are 13.
    private static final int MAX_MANIFEST_BYTES = 64 * 1024;

    private final ObjectStore objects;

    ManifestCheck(ObjectStore objects) {
        this.objects = objects;
    }

    /// Opens the object at `key`, compared with the manifest where there is one: Velero writes
    /// none.
    ///
    /// @throws StoreException `NOT_FOUND`; `CORRUPT` when manifest and object do not agree
    InputStream open(String backup, String manifestKey, String key) {
        String doing = "reading " + objects.address() + "/" + key;
        Optional<Manifest.Entry> expected =
                manifest(backup, manifestKey)
                        .flatMap(
                                manifest ->
                                        manifest.entry(key.substring(key.lastIndexOf('/') + 1)));
        if (expected.isEmpty()) {
            return objects.get(key);
        }
        Optional<StoredObject> found = objects.head(key);
        if (found.isEmpty()) {
            throw new StoreException(
                    Reason.CORRUPT, doing, "the manifest has it, the bucket does not", null);
        }
        if (found.get().bytes() != expected.get().bytes()) {
            throw new StoreException(
                    Reason.CORRUPT,
                    doing,
                    "it has %d bytes, the manifest says %d"
                            .formatted(found.get().bytes(), expected.get().bytes()),
                    null);
        }
        return new CheckedStream(new HashingStream(objects.get(key)), expected.get(), doing);
    }

    private Optional<Manifest> manifest(String backup, String key) {
        if (objects.head(key).isEmpty()) {
            return Optional.empty();
        }
        String address = objects.address() + "/" + key;
        try {
            Manifest manifest = Manifest.parse(SmallFiles.read(objects, key, MAX_MANIFEST_BYTES));
            if (manifest.backup().equals(backup)) {
                return Optional.of(manifest);
            }
            throw new StoreException(
                    Reason.CORRUPT,
                    "reading " + address,
                    "it is the manifest of another backup, " + manifest.backup(),
                    null);
        } catch (InvalidJsonException e) {
            throw SmallFiles.corrupt(address, e);
        }
    }
}
