package ark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SharedClusterTest {
    @Test
    void classesTakeTurnsWithThoseThatHaveTheSameCluster() {
        assertThat(SharedCluster.of(NodeIT.class, List.of())).isEqualTo(SharedCluster.WITH_NODE);
        assertThat(SharedCluster.of(KubernetesTestIT.class, List.of()))
                .isEqualTo(SharedCluster.WITHOUT_NODE);
    }

    @Test
    void aNestedClassHasTheClusterOfTheClassAround() {
        assertThat(SharedCluster.of(Nested.class, List.of(NodeIT.class)))
                .isEqualTo(SharedCluster.WITH_NODE);
        assertThat(new SharedCluster().provideForNestedClass(List.of(NodeIT.class), Nested.class))
                .extracting(lock -> lock.getKey())
                .containsExactly(SharedCluster.WITH_NODE);
    }

    private static final class Nested {}
}
