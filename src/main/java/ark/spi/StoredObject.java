package ark.spi;

import java.time.Instant;

/// Facts about one object in a store.
public record StoredObject(String key, long bytes, Instant modified) {}
