package ark.location;

import ark.objectstore.ForwardingObjectStore;
import ark.spi.ObjectStore;
import ark.spi.StoredObject;
import java.util.function.Consumer;

/// A store whose listings do not show one folder yet, as those of some stores for a while.
record HidingStore(ObjectStore store, String folder) implements ForwardingObjectStore {
    @Override
    public void list(String prefix, Consumer<StoredObject> each) {
        store.list(
                prefix,
                object -> {
                    if (!object.key().startsWith(folder)) {
                        each.accept(object);
                    }
                });
    }

    @Override
    public void listPrefixes(String prefix, Consumer<String> each) {
        store.listPrefixes(
                prefix,
                found -> {
                    if (!found.equals(folder)) {
                        each.accept(found);
                    }
                });
    }
}
