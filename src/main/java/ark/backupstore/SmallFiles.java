package ark.backupstore;

import ark.item.InvalidJsonException;
import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Reads what fits into memory, and nothing larger.
final class SmallFiles {
    private SmallFiles() {}

    /// The whole object.
    ///
    /// @throws StoreException `NOT_FOUND`; `CORRUPT` when it is larger than `limit` bytes
    static byte[] read(ObjectStore objects, String key, int limit) {
        try (InputStream stream = objects.get(key)) {
            return JsonFile.readAtMost(stream, limit);
        } catch (IOException e) {
            throw corrupt(objects.address() + "/" + key, e);
        }
    }

    /// @param address of the file, for the message
    /// @throws StoreException `CORRUPT` when it is not compressed JSON of at most `limit` bytes
    static Optional<JsonNode> json(InputStream stream, String address, int limit) {
        try {
            return JsonFile.read(stream, limit);
        } catch (IOException | InvalidJsonException e) {
            throw corrupt(address, e);
        }
    }

    static StoreException corrupt(String address, Exception cause) {
        return new StoreException(
                Reason.CORRUPT, "reading " + address, String.valueOf(cause.getMessage()), cause);
    }
}
