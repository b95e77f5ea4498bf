package ark.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.GroupResource;
import ark.item.ItemKey;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ClaimsTest {
    private static final ItemKey POD = key("pod");
    private static final ItemKey CLAIM = key("claim");
    private static final ItemKey VOLUME = key("volume");

    private final Claims claims = new Claims();

    @Test
    void givesAnItemToTheFirstOnly() {
        assertThat(claims.claim(POD)).isTrue();
        assertThat(claims.claim(POD)).isFalse();
        claims.done(POD);
        assertThat(claims.claim(POD)).isFalse();
    }

    @Test
    void whoeverNeedsAnItemWaitsForIt() throws InterruptedException {
        claims.claim(POD);
        claims.claim(CLAIM);
        var waited = new CountDownLatch(1);
        Thread waiting = Thread.startVirtualThread(() -> await(POD, CLAIM, waited));
        Awaitility.await().until(() -> waiting.getState() == Thread.State.WAITING);
        assertThat(waited.getCount()).isEqualTo(1);
        claims.done(CLAIM);
        waited.await();
    }

    @Test
    void nobodyWaitsForAnItemThatNobodyHas() throws InterruptedException {
        claims.claim(POD);
        claims.await(POD, CLAIM);
    }

    @Test
    void itemsThatNeedEachOtherDoNotWaitForEver() throws InterruptedException {
        claims.claim(POD);
        claims.claim(CLAIM);
        claims.claim(VOLUME);
        claims.needs(CLAIM, VOLUME); // restored by the thread of the claim
        var waited = new CountDownLatch(1);
        Thread pod = Thread.startVirtualThread(() -> await(POD, CLAIM, waited));
        Awaitility.await().until(() -> pod.getState() == Thread.State.WAITING);
        claims.await(VOLUME, POD); // would close the circle
        claims.done(VOLUME);
        claims.done(CLAIM);
        waited.await();
    }

    private void await(ItemKey item, ItemKey needed, CountDownLatch waited) {
        try {
            claims.await(item, needed);
            waited.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ItemKey key(String name) {
        return new ItemKey(GroupResource.core("things"), "ns1", name);
    }
}
