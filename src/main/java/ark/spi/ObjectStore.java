package ark.spi;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// Blobs under keys in one bucket: no directories, no rename. Safe for use by many threads.
///
/// A key is `/`-separated UTF-8 without a leading `/`, at most 1024 bytes. Every method throws
/// [StoreException]; after a failed write the old object is whole or the key is absent, never a
/// part.
public interface ObjectStore extends AutoCloseable {
    /// Stores one object, replacing any object under the same key; visible whole or not at all.
    ///
    /// @param body read once, to its end; the caller closes it
    /// @param bytes exact length of `body`
    void put(String key, InputStream body, long bytes);

    /// Stores one object of unknown length, replacing any object under the same key; visible
    /// whole or
    /// not at all, and never held in memory or on disk as a whole.
    ///
    /// @param body read once, to its end; the caller closes it. When reading it throws,
    ///     nothing is stored
    /// @return how many bytes were stored
    long put(String key, InputStream body);

    /// Stores a small object only when no object has the key.
    ///
    /// @return `CREATED`, `EXISTS`, or `UNSUPPORTED` when this store cannot promise it;
    ///     nothing is then
    ///     written
    PutIfAbsent putIfAbsent(String key, byte[] body);

    /// What a conditional put did.
    enum PutIfAbsent {
        CREATED,
        EXISTS,
        UNSUPPORTED
    }

    /// Opens one object; the caller closes the stream. A stream that ends early throws, it never
    /// pretends to be complete.
    ///
    /// @throws StoreException `NOT_FOUND` when no object has the key
    InputStream get(String key);

    /// Facts about one object, or empty when no object has the key.
    Optional<StoredObject> head(String key);

    /// Gives every object whose key starts with `prefix`, in no promised order, page by page.
    void list(String prefix, Consumer<StoredObject> each);

    /// Gives each distinct continuation of `prefix` up to and including the next `/`: the
    /// "folders" below
    /// it, as whole prefixes (`backups/b1/`).
    void listPrefixes(String prefix, Consumer<String> each);

    /// Removes one object. No such key: nothing happens.
    void delete(String key);

    /// Removes what writes that never ended have left, where a store keeps that and shows it to
    /// nobody: parts of bodies of which no more comes.
    ///
    /// @param prefix of keys
    /// @param before only what was begun earlier: the rest may still come
    default void discardUnfinished(String prefix, Instant before) {
        // A store of which nothing is left has nothing to do.
    }

    /// A URL that lets its holder read one object without credentials until `validity` has
    /// passed. Works for
    /// a key without an object too: a GET then answers 404.
    URI sign(String key, Duration validity);

    /// What time it is where the store is, in whole seconds; empty when it has no clock of its own,
    /// as a folder.
    Optional<Instant> time();

    /// Where this store is, for messages: `s3://bucket/prefix`, `file:/backups/bucket`. No secrets.
    String address();

    @Override
    void close();
}
