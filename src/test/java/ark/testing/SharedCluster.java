package ark.testing;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/// Which cluster of this run a class shares with others. Classes run side by side; those that share
/// a cluster do not.
final class SharedCluster implements ResourceLocksProvider {
    static final String WITH_NODE = "cluster with a node";
    static final String WITHOUT_NODE = "API server only";

    @Override
    public Set<Lock> provideForClass(Class<?> test) {
        return Set.of(new Lock(of(test, List.of())));
    }

    @Override
    public Set<Lock> provideForNestedClass(List<Class<?>> around, Class<?> test) {
        return Set.of(new Lock(of(test, around)));
    }

    /// The name of the cluster that a class asks for.
    ///
    /// @param around the classes in which it is nested
    static String of(Class<?> test, List<Class<?>> around) {
        boolean node =
                AnnotationSupport.findAnnotation(test, KubernetesTest.class, around)
                        .map(KubernetesTest::node)
                        .orElse(false);
        return node ? WITH_NODE : WITHOUT_NODE;
    }
}
