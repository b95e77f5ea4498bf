package ark.backupstore;

import ark.item.InvalidJsonException;
import ark.item.Json;
import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// The backups and restores of one location.
///
/// A backup exists exactly when its metadata object does. Every method throws [StoreException].
/// Names that no backup can have are answered like names that no backup has.
public final class BackupStore implements AutoCloseable {
    /// Above etcd's largest object (8 MiB, raised), pretty-printed.
    static final int MAX_METADATA_BYTES = 32 * 1024 * 1024;

    /// 20,000 pod volume backups, or names of a million objects.
    static final int MAX_LIST_BYTES = 64 * 1024 * 1024;

    private final ObjectStore objects;
    private final BackupLayout layout;
    private final BackupWriter writer;
    private final ManifestCheck manifests;

    /// The backups in a bucket, below a prefix.
    ///
    /// @param objects closed by [#close]
    /// @param prefix the location's `spec.objectStorage.prefix`
    public BackupStore(ObjectStore objects, String prefix) {
        this.objects = objects;
        this.layout = BackupLayout.below(prefix);
        this.writer = new BackupWriter(objects, layout);
        this.manifests = new ManifestCheck(objects);
    }

    public BackupLayout layout() {
        return layout;
    }

    /// Where this is, for messages.
    public String address() {
        return layout.root().isEmpty()
                ? objects.address()
                : objects.address() + "/" + layout.root().replaceAll("/$", "");
    }

    /// What time it is where this is; empty when the store has no clock of its own.
    public Optional<Instant> time() {
        return objects.time();
    }

    /// Why this cannot be used as a location, in Velero's words; empty when it can. Asks the store,
    /// so it also shows whether the store answers at all.
    public List<String> problems() {
        List<String> invalid = new RootFolders(objects, layout).invalid();
        if (invalid.isEmpty()) {
            return List.of();
        }
        String message = "Backup store contains %sinvalid top-level directories: [%s]";
        return List.of(
                invalid.size() <= 3
                        ? message.formatted("", String.join(" ", invalid))
                        : message.formatted(
                                invalid.size() + " ",
                                String.join(" ", invalid.subList(0, 3)) + " ..."));
    }

    /// The names of all folders that may be backups, sorted. It costs one listing, so leftovers are
    /// among them: a backup is what also has [#metadata]. Folders that no backup can be are not.
    public List<String> backupNames() {
        var names = new TreeSet<String>();
        String parent = layout.parent(Era.VELERO);
        objects.listPrefixes(
                parent,
                folder -> {
                    String name = folder.substring(parent.length(), folder.length() - 1);
                    if (BackupLayout.isName(name)) {
                        names.add(name);
                    }
                });
        names.addAll(new RootFolders(objects, layout).backups());
        return List.copyOf(names);
    }

    /// The names of the folders in which restic's repositories are, in no promised order: whatever
    /// a stranger called them.
    public List<String> resticRepositories() {
        var names = new ArrayList<String>();
        String parent = layout.root() + "restic/";
        objects.listPrefixes(
                parent,
                folder -> names.add(folder.substring(parent.length()).replaceAll("/$", "")));
        return List.copyOf(names);
    }

    /// Whether restic's repository of a namespace has a key; without one nobody opens it ever
    /// again.
    public boolean hasResticKey(String namespace) {
        var found = new AtomicBoolean();
        objects.list(layout.root() + "restic/" + namespace + "/keys/", _ -> found.set(true));
        return found.get();
    }

    /// Removes the keys of a repository of restic that nobody made to its end: it has keys, which
    /// come first, and nothing else at all, so nothing was ever stored in it.
    ///
    /// @param before a key that is younger may be of somebody who is just making it
    /// @return whether there was such a thing
    public boolean discardUnfinishedRepository(String namespace, Instant before) {
        String root = layout.root() + "restic/" + namespace + "/";
        var keys = new ArrayList<String>();
        var inUse = new AtomicBoolean();
        objects.list(
                root,
                object -> {
                    if (object.key().startsWith(root + "keys/")
                            && object.modified().isBefore(before)) {
                        keys.add(object.key());
                    } else {
                        inUse.set(true);
                    }
                });
        if (inUse.get() || keys.isEmpty()) {
            return false;
        }
        keys.forEach(objects::delete);
        return true;
    }

    /// The Backup object as it was stored, or empty when there is no such backup. It is what a
    /// stranger wrote: nobody has looked into it.
    public Optional<byte[]> metadata(String backup) {
        return eraOf(backup)
                .map(
                        era ->
                                SmallFiles.read(
                                        objects, layout.metadata(backup, era), MAX_METADATA_BYTES));
    }

    /// The same, where it only helps: a missing node when there is no such backup, or its metadata
    /// is no JSON.
    public JsonNode metadataTree(String backup) {
        try {
            return metadata(backup).map(Json::tree).orElse(MissingNode.getInstance());
        } catch (InvalidJsonException _) { // damaged
            return MissingNode.getInstance();
        }
    }

    public boolean exists(String backup) {
        return eraOf(backup).isPresent();
    }

    /// Keeps two servers from writing the same backup: the first one's claim stands, and is found
    /// again by the server that made it. Where the store has conditional puts this is certain;
    /// elsewhere two servers that claim within the same second may both believe they have it.
    ///
    /// @param serverId differs between servers, and is the same for all attempts of one of them
    public Claim claim(String backup, String serverId) {
        return writer.claim(backup, serverId);
    }

    /// Who has claimed a name: what was given to [#claim]; empty when nobody has.
    public Optional<String> claimOwner(String backup) {
        return BackupLayout.isName(backup) ? writer.claimOwner(backup) : Optional.empty();
    }

    /// Removes what writes of backups and restores have left that were begun before a moment and
    /// never ended, where the store shows that to nobody.
    public void discardUnfinished(Instant before) {
        for (String folder : List.of("backups/", "restores/")) {
            objects.discardUnfinished(layout.root() + folder, before);
        }
    }

    /// When anything in the folder of a backup was last written; empty when there is nothing.
    public Optional<Instant> lastChange(String backup) {
        var last = new AtomicReference<Optional<Instant>>(Optional.empty());
        for (Era era : BackupLayout.isName(backup) ? Era.values() : new Era[0]) {
            objects.list(
                    layout.folder(backup, era),
                    object ->
                            last.set(
                                    last.get()
                                            .filter(time -> time.isAfter(object.modified()))
                                            .or(() -> Optional.of(object.modified()))));
        }
        return last.get();
    }

    /// Stores a backup: its log, the other files, the contents, the manifest and then the metadata.
    /// That last write makes the backup exist.
    ///
    /// When any write fails, what was stored is removed again but for the log, and so is the claim.
    /// If even that fails, leftovers may stay; the backup then does not exist or is whole.
    ///
    /// @throws StoreException `REFUSED` when the backup exists already; nothing was written then.
    ///     Also when its name was claimed here and the claim is gone meanwhile; nothing is removed
    ///     then
    /// @throws InDoubtException when that last write failed so that nobody knows whether it
    ///     happened
    public void put(BackupFiles files) {
        if (exists(files.backup())) {
            throw new StoreException(
                    Reason.REFUSED,
                    "storing backup " + files.backup() + " in " + address(),
                    "backup already exists in object storage",
                    null);
        }
        writer.put(files);
    }

    /// Removes what was stored of a backup that was never committed, its claim too, but for its
    /// log.
    /// Nothing happens when the backup exists.
    public void discard(String backup) {
        if (BackupLayout.isName(backup) && !exists(backup)) {
            writer.discard(backup);
        }
    }

    /// Stores the log of a backup that failed and will never exist.
    ///
    /// @return false when a backup of the name exists: its log is left alone
    public boolean putLogOnly(String backup, Body log) {
        if (exists(backup)) {
            return false;
        }
        writer.put(layout.key(backup, BackupFile.LOG), log);
        return true;
    }

    /// Opens a file of a backup; the caller closes the stream.
    ///
    /// Where the backup has a manifest, the length is compared at once, and the content when the
    /// end of the stream is reached or, at most 64 KiB before it, when the stream is closed: `read`
    /// or `close` then throws a [StoreException] `CORRUPT`. So read to the end before you act.
    ///
    /// @throws StoreException `NOT_FOUND` when there is no such backup or file, `CORRUPT`
    public InputStream open(String backup, BackupFile file) {
        Era era = eraOf(backup).orElse(Era.VELERO);
        if (!BackupLayout.isName(backup)) {
            throw new StoreException(
                    Reason.NOT_FOUND, "opening backup " + backup, "no such backup", null);
        }
        return manifests.open(
                backup,
                layout.key(backup, era, BackupFile.MANIFEST),
                layout.key(backup, era, file));
    }

    /// Whether a backup has a file, be it empty.
    public boolean has(String backup, BackupFile file) {
        return eraOf(backup)
                .flatMap(era -> objects.head(layout.key(backup, era, file)))
                .isPresent();
    }

    /// A small JSON file of a backup, checked as by [#open]: empty when there is no such file or it
    /// holds `null`, which both mean an empty list.
    ///
    /// @throws StoreException `CORRUPT` when it is damaged or larger than any real one
    public Optional<JsonNode> json(String backup, BackupFile file) {
        try (InputStream stream = open(backup, file)) {
            return SmallFiles.json(stream, layout.key(backup, file), MAX_LIST_BYTES);
        } catch (StoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw SmallFiles.corrupt(layout.key(backup, file), e);
        }
    }

    /// Makes a backup not exist any more; its other files stay, for whoever still has to look into
    /// them. Nothing happens when it does not exist.
    public void uncommit(String backup) {
        if (!BackupLayout.isName(backup)) {
            return;
        }
        for (Era era : erasPossibleFor(backup)) {
            objects.delete(layout.metadata(backup, era));
        }
    }

    /// Removes a backup and all its files, the metadata first. Nothing happens when there is none.
    public void delete(String backup) {
        if (!BackupLayout.isName(backup)) {
            return;
        }
        List<String> folders = new ArrayList<>();
        folders.add(layout.folder(backup, Era.VELERO));
        if (new RootFolders(objects, layout).isBackup(backup)) {
            folders.add(layout.folder(backup, Era.ARK_0_8));
        }
        uncommit(backup);
        for (String folder : folders) {
            writer.deleteAllIn(folder, layout.key(backup, BackupFile.MANIFEST));
        }
    }

    /// Stores one file of a restore, replacing an earlier one. It lies in the folder of its backup
    /// when Ark 0.8 or 0.9 made that: they take every other folder of the root for a backup.
    public void putRestoreFile(DownloadTarget.OfRestore target, Body body) {
        boolean old = eraOf(target.backup()).filter(Era.ARK_0_8::equals).isPresent();
        writer.put(
                old
                        ? layout.keyInBackup(target.backup(), target.restore(), target.file())
                        : layout.key(target.restore(), target.file()),
                body);
    }

    /// Opens a file of a restore; the caller closes the stream.
    ///
    /// @throws StoreException `NOT_FOUND`
    public InputStream open(DownloadTarget.OfRestore target) {
        return objects.get(keyOf(target));
    }

    /// Removes all files of a restore, also those that Ark 0.8 put into its backup's folder.
    public void deleteRestore(String restore, String backup) {
        writer.deleteAllIn(layout.restoreFolder(restore), "");
        if (BackupLayout.isName(backup)) {
            for (RestoreFile file : RestoreFile.values()) {
                objects.delete(layout.keyInBackup(backup, restore, file));
            }
        }
    }

    /// A URL under which one file can be fetched without credentials until `validity` has passed.
    /// The file need not exist: the URL then answers 404, which clients expect.
    public URI sign(DownloadTarget target, Duration validity) {
        return objects.sign(
                switch (target) {
                    case DownloadTarget.OfBackup(String backup, BackupFile file) ->
                            layout.key(backup, eraOf(backup).orElse(Era.VELERO), file);
                    case DownloadTarget.OfRestore ofRestore -> keyOf(ofRestore);
                },
                validity);
    }

    @Override
    public void close() {
        objects.close();
    }

    private String keyOf(DownloadTarget.OfRestore target) {
        String key = layout.key(target.restore(), target.file());
        if (!BackupLayout.isName(target.backup()) || objects.head(key).isPresent()) {
            return key;
        }
        String old = layout.keyInBackup(target.backup(), target.restore(), target.file());
        return objects.head(old).isPresent() ? old : key;
    }

    private Optional<Era> eraOf(String backup) {
        return erasPossibleFor(backup).stream()
                .filter(era -> objects.head(layout.metadata(backup, era)).isPresent())
                .findFirst();
    }

    /// A backup named like a folder of Velero's cannot lie at the root.
    private static List<Era> erasPossibleFor(String backup) {
        if (!BackupLayout.isName(backup)) {
            return List.of();
        }
        return BackupLayout.FOLDERS.contains(backup)
                ? List.of(Era.VELERO, Era.ARK_0_10)
                : List.of(Era.values());
    }
}
