package ark.backupstore;

import ark.operation.FailPoint;
import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Writes and removes the files of backups in the order that keeps every moment's bucket truthful.
final class BackupWriter {
    private static final int MAX_CLAIM_BYTES = 4096;

    private final ObjectStore objects;
    private final BackupLayout layout;

    /// What this writer was granted, by backup.
    private final Map<String, String> claims = new ConcurrentHashMap<>();

    BackupWriter(ObjectStore objects, BackupLayout layout) {
        this.objects = objects;
        this.layout = layout;
    }

    /// Stores all files, the metadata last; on failure removes again what it stored but the log.
    void put(BackupFiles files) {
        String backup = files.backup();
        byte[] metadata;
        boolean ours;
        try {
            metadata = metadataOf(files);
            put(layout.key(backup, BackupFile.MANIFEST), manifest(files, metadata));
            FailPoint.BACKUP_MANIFEST_STORED.reached();
            ours = isStillOurs(backup);
        } catch (RuntimeException e) {
            rolledBack(backup, e);
            throw e;
        }
        if (!ours) { // what is there may be another one's now
            throw new StoreException(
                    Reason.REFUSED,
                    "storing backup " + backup,
                    "its claim is gone from the bucket: somebody has given the backup up",
                    null);
        }
        try {
            commit(backup, metadata);
        } catch (RuntimeException e) {
            if (!rolledBack(backup, e)) {
                throw new InDoubtException("storing backup " + backup, e);
            }
            throw e;
        }
    }

    /// Whoever removes the files of a backup that does not exist yet, since its server seems dead,
    /// removes its claim first. A backup must not be committed without them.
    private boolean isStillOurs(String backup) {
        String claim = claims.get(backup);
        return claim == null || claimOwner(backup).filter(claim::equals).isPresent();
    }

    /// Stores everything but manifest and metadata.
    ///
    /// @return the manifest
    private Body manifest(BackupFiles files, byte[] metadata) {
        String backup = files.backup();
        var entries = new TreeMap<String, Manifest.Entry>();
        new TreeMap<>(files.files()) // the log first, the contents last: see BackupFile
                .forEach(
                        (file, body) -> {
                            entries.put(file.nameOf(backup), put(layout.key(backup, file), body));
                            FailPoint.BACKUP_FILE_STORED.reached();
                        });
        entries.put(Era.VELERO.metadata(), HashingStream.entryOf(metadata));
        return Body.of(new Manifest(backup, entries).json());
    }

    private static byte[] metadataOf(BackupFiles files) {
        try (InputStream stream = files.metadata().open()) {
            return JsonFile.readAtMost(stream, BackupStore.MAX_METADATA_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException("the metadata of backup " + files.backup(), e);
        }
    }

    /// Stores one object and gives what was stored.
    Manifest.Entry put(String key, Body body) {
        OptionalLong bytes = body.bytes();
        try (InputStream stream = body.open();
                var hashing = new HashingStream(stream)) {
            if (bytes.isPresent()) {
                objects.put(key, hashing, bytes.getAsLong());
            } else {
                objects.put(key, hashing);
            }
            return hashing.entry();
        } catch (IOException e) {
            throw new StoreException(
                    Reason.REFUSED,
                    "storing " + objects.address() + "/" + key,
                    "its source cannot be read: " + e.getMessage(),
                    e);
        }
    }

    /// A write whose answer was lost may have happened, so it is looked for before it is given up.
    private void commit(String backup, byte[] metadata) {
        String key = layout.metadata(backup);
        try {
            put(key, Body.of(metadata));
        } catch (StoreException e) {
            if (!isStored(key, metadata, e)) {
                throw e;
            }
        }
    }

    private boolean isStored(String key, byte[] content, StoreException failure) {
        try {
            return Arrays.equals(
                    SmallFiles.read(objects, key, BackupStore.MAX_METADATA_BYTES), content);
        } catch (StoreException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                failure.addSuppressed(e);
            }
            return false;
        }
    }

    /// The metadata goes first; while it is not known to be gone, nothing else may go.
    ///
    /// @return whether the metadata is gone for certain
    private boolean rolledBack(String backup, RuntimeException failure) {
        try {
            objects.delete(layout.metadata(backup));
        } catch (StoreException e) {
            failure.addSuppressed(e);
            return false;
        }
        try {
            discard(backup);
        } catch (StoreException e) {
            failure.addSuppressed(e);
        }
        return true;
    }

    /// Removes every file of a backup that does not exist, but for its log; the claim first, so
    /// that who still writes there finds it gone.
    void discard(String backup) {
        String log = layout.key(backup, BackupFile.LOG);
        String claim = layout.key(backup, BackupFile.CLAIM);
        List<String> keys = keysIn(layout.folder(backup));
        if (keys.contains(claim)) {
            objects.delete(claim);
        }
        for (String key : keys) {
            if (!key.equals(log) && !key.equals(claim)) {
                objects.delete(key);
            }
        }
    }

    /// Removes every object of a folder.
    ///
    /// @param last the key to remove after all others; absent or empty when there is none
    void deleteAllIn(String folder, String last) {
        List<String> keys = keysIn(folder);
        keys.stream().filter(key -> !key.equals(last)).forEach(objects::delete);
        if (keys.contains(last)) {
            objects.delete(last);
        }
    }

    private List<String> keysIn(String folder) {
        var keys = new ArrayList<String>();
        objects.list(folder, object -> keys.add(object.key()));
        return keys;
    }

    Claim claim(String backup, String serverId) {
        Claim claim = claimed(backup, serverId);
        if (claim instanceof Claim.Granted) {
            claims.put(backup, serverId);
        }
        return claim;
    }

    private Claim claimed(String backup, String serverId) {
        String key = layout.key(backup, BackupFile.CLAIM);
        byte[] claim = Claim.json(serverId);
        switch (tryClaim(key, claim)) {
            case CREATED -> {
                return new Claim.Granted();
            }
            case UNSUPPORTED -> {
                if (objects.head(key).isEmpty()) {
                    put(key, Body.of(claim));
                }
            }
            case EXISTS -> {}
        }
        String owner = Claim.serverOf(SmallFiles.read(objects, key, MAX_CLAIM_BYTES));
        return owner.equals(serverId) ? new Claim.Granted() : new Claim.Taken(owner);
    }

    Optional<String> claimOwner(String backup) {
        String key = layout.key(backup, BackupFile.CLAIM);
        return objects.head(key).isPresent()
                ? Optional.of(Claim.serverOf(SmallFiles.read(objects, key, MAX_CLAIM_BYTES)))
                : Optional.empty();
    }

    /// A conditional write whose answer was lost may have happened; reading the claim tells.
    private ObjectStore.PutIfAbsent tryClaim(String key, byte[] claim) {
        try {
            return objects.putIfAbsent(key, claim);
        } catch (StoreException e) {
            if (e.reason() == Reason.UNREACHABLE && objects.head(key).isPresent()) {
                return ObjectStore.PutIfAbsent.EXISTS;
            }
            throw e;
        }
    }
}
