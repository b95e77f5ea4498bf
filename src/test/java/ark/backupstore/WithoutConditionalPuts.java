package ark.backupstore;

import ark.objectstore.ForwardingObjectStore;
import ark.spi.ObjectStore;

/// A store of the old kind.
record WithoutConditionalPuts(ObjectStore store) implements ForwardingObjectStore {
    @Override
    public PutIfAbsent putIfAbsent(String key, byte[] body) {
        return PutIfAbsent.UNSUPPORTED;
    }
}
