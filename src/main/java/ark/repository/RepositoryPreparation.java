package ark.repository;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.Names;
import ark.backupstore.BackupStore;
import ark.item.Secret;
import ark.restic.Repository;
import ark.restic.RepositoryKey;
import ark.restic.RepositoryKeys;
import ark.restic.ResticException;
import ark.restic.ResticException.Reason;
import ark.spi.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens a repository, or makes it.
///
/// Only a proven absence leads to a new one: the store answered, the bucket is there, and the
/// repository is not. A key is made only when nothing in the location is locked with one that we do
/// not have: the new key would hide that the old one is missing.
final class RepositoryPreparation {
    /// A prune of another server may be at its end.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// A restic that makes a repository, and cannot reach the store meanwhile, tries for a
    /// quarter of
    /// an hour.
    private static final Duration UNFINISHED = Duration.ofMinutes(20);

    /// Stores whose bucket can be looked into from here.
    private static final Set<String> OWN_STORES =
            Set.of("aws", "velero.io/aws", "filesystem", "velero.io/filesystem");

    static final String FIXED_PASSWORD =
            "the repository is locked with the fixed password of older servers, which everybody"
                    + " knows: whoever can read the bucket can read it";

    private static final Logger log = LoggerFactory.getLogger(RepositoryPreparation.class);

    private final RepositoryTools tools;

    RepositoryPreparation(RepositoryTools tools) {
        this.tools = tools;
    }

    /// Opens or makes the repository of a namespace.
    ///
    /// @throws ResticException `CANCELLED`
    Prepared run(String volumeNamespace, BackupStorageLocation location)
            throws InterruptedException {
        Place place;
        try {
            place = Place.of(volumeNamespace, location, tools.locations());
        } catch (StoreException e) {
            return new Prepared.NotReady("", words(e));
        }
        String address = place.address().text();
        try {
            return ready(place, opening(place));
        } catch (StoreException e) {
            return new Prepared.NotReady(address, words(e));
        } catch (ResticException e) {
            if (e.reason() == Reason.CANCELLED) {
                throw e;
            }
            return new Prepared.NotReady(address, message(e));
        }
    }

    private static String words(RuntimeException e) {
        return String.valueOf(e.getMessage());
    }

    /// Three different sentences for a wrong password, an absent repository and a store that does
    /// not answer, since each has another remedy.
    private static String message(ResticException e) {
        return switch (e.reason()) {
            case WRONG_PASSWORD -> words(e);
            case NO_REPOSITORY -> words(e);
            case UNREACHABLE -> "the store cannot be reached: " + words(e);
            case DENIED -> "the store refuses the location's credentials: " + words(e);
            case MISCONFIGURED, LOCKED, FULL, CANCELLED, KILLED, FAILED -> words(e);
        };
    }

    private static Prepared ready(Place place, RepositoryKey key) {
        return new Prepared.Ready(place.address().text(), key.knownToAll() ? FIXED_PASSWORD : "");
    }

    private RepositoryKey opening(Place place) throws InterruptedException {
        try {
            return open(place);
        } catch (ResticException e) {
            if (e.reason() == Reason.WRONG_PASSWORD && hasLostItsKeys(place)) {
                throw e.saying(
                        "opening repository %s: the folder keys in it is empty, and nobody can open"
                                        .formatted(place.address())
                                + " it without them: put them back from a copy of the bucket");
            }
            if (e.reason() != Reason.NO_REPOSITORY) {
                throw e;
            }
            if (place.readOnly()) {
                throw new ResticException(
                        Reason.NO_REPOSITORY,
                        "opening repository " + place.address(),
                        "there is no repository there, and the location is read-only",
                        e);
            }
        }
        return tools.leases()
                .holding(place.address().leaseName(), PATIENCE, () -> openOrMake(place));
    }

    /// Restic has one answer for a wrong password and for no key at all.
    private boolean hasLostItsKeys(Place place) {
        if (!lookedInto(place) || !place.isBesideBackups()) {
            return false;
        }
        try (BackupStore store = tools.locations().stores().open(place.location())) {
            return !store.hasResticKey(place.volumeNamespace());
        }
    }

    /// The key that opens it.
    private RepositoryKey open(Place place) {
        return tools.keys()
                .known()
                .withFirstThatOpens(
                        place.volumeNamespace(),
                        place.address(),
                        key -> {
                            tools.restic().open(place.with(key));
                            return key;
                        });
    }

    /// Another server may have made it since.
    private RepositoryKey openOrMake(Place place) {
        try {
            return open(place);
        } catch (ResticException e) {
            if (e.reason() != Reason.NO_REPOSITORY) {
                throw e;
            }
            int version = place.version();
            proveBucket(place);
            RepositoryKey key = keyOfNew(place);
            make(place, place.with(key), version);
            log.atInfo()
                    .addKeyValue("repository", place.address())
                    .addKeyValue("key", key.source())
                    .log("repository made");
            return key;
        }
    }

    /// Restic itself refuses to make one over the remains of another.
    private void make(Place place, Repository repository, int version) {
        try {
            tools.restic().init(repository, version);
        } catch (ResticException e) {
            if (!words(e).contains("repository already contains ")) {
                throw e;
            }
            if (!discardedUnfinished(place)) {
                throw e.saying(
                        "making repository %s: there are keys or snapshots of one, but its file"
                                        .formatted(repository.address())
                                + " config is missing: put that back from a copy of the bucket; or,"
                                + " when nothing in it is needed, remove all of it, and it is made"
                                + " anew. One that has keys and nothing else, since a server was"
                                + " killed while it made it, is made anew %d min after that"
                                        .formatted(UNFINISHED.toMinutes()));
            }
            log.atWarn()
                    .addKeyValue("repository", place.address())
                    .log("removed the key of a repository that was not made to its end");
            tools.restic().init(repository, version);
        }
    }

    /// Whoever made it was killed after its key was there, and before its config was.
    private boolean discardedUnfinished(Place place) {
        if (!lookedInto(place) || !place.isBesideBackups()) {
            return false;
        }
        try (BackupStore store = tools.locations().stores().open(place.location())) {
            return store.discardUnfinishedRepository(
                    place.volumeNamespace(), tools.clock().instant().minus(UNFINISHED));
        }
    }

    /// Restic would make a bucket that is not there, or a folder on a disk that is not mounted.
    private void proveBucket(Place place) {
        if (lookedInto(place)) {
            try (BackupStore store = tools.locations().stores().open(place.location())) {
                store.problems();
            }
        }
    }

    private static boolean lookedInto(Place place) {
        return OWN_STORES.contains(String.valueOf(place.location().getSpec().provider()));
    }

    private RepositoryKey keyOfNew(Place place) {
        RepositoryKeys known = tools.keys().known();
        return known.ofNamespace(place.volumeNamespace())
                .or(known::own)
                .orElseGet(() -> madeKey(place));
    }

    private RepositoryKey madeKey(Place place) {
        for (String other : otherRepositories(place)) {
            refuseUnlessItOpens(place, other);
        }
        byte[] password =
                tools.keys()
                        .making()
                        .get()
                        .orElseThrow(
                                () ->
                                        new ResticException(
                                                Reason.FAILED,
                                                "making repository " + place.address(),
                                                "the Secret \"%s\" has no key \"%s\""
                                                        .formatted(
                                                                RepositoryKeys.SECRET,
                                                                RepositoryKeys.KEY),
                                                null));
        log.atInfo().addKeyValue("secret", RepositoryKeys.SECRET).log("made a key: keep a copy");
        return new RepositoryKey(
                new Secret(new String(password, ISO_8859_1)), "Secret " + RepositoryKeys.SECRET);
    }

    private List<String> otherRepositories(Place place) {
        if (!lookedInto(place)) {
            return List.of();
        }
        try (BackupStore store = tools.locations().stores().open(place.location())) {
            return store.resticRepositories().stream()
                    .filter(name -> Names.namespaceProblems(name).isEmpty())
                    .filter(name -> !name.equals(place.volumeNamespace()))
                    .toList();
        }
    }

    private void refuseUnlessItOpens(Place place, String otherNamespace) {
        Place other = Place.of(otherNamespace, place.location(), tools.locations());
        try {
            open(other);
        } catch (ResticException e) {
            switch (e.reason()) {
                case NO_REPOSITORY -> {} // a folder that only looks like one
                case WRONG_PASSWORD ->
                        throw new ResticException(
                                Reason.WRONG_PASSWORD,
                                "making repository " + place.address(),
                                "no key is made, because the location holds %s, which no known key"
                                                .formatted(other.address())
                                        + " opens: copy the Secret \"%s\" of the cluster that wrote"
                                                .formatted(RepositoryKeys.SECRET)
                                        + " it",
                                e);
                default -> throw e;
            }
        }
    }
}
