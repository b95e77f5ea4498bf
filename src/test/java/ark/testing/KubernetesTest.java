package ark.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/// The tests of this class talk to a real Kubernetes, and share it with other classes, of which one
/// runs at a time.
///
/// Their parameters may be the [KubernetesCluster], its
/// `io.fabric8.kubernetes.client.KubernetesClient` and a [TestNamespace] that only this test has.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(KubernetesExtension.class)
@ResourceLock(providers = SharedCluster.class)
public @interface KubernetesTest {
    /// Whether pods must run and claims be met. Needs root; without it there is an API server
    /// with its
    /// controllers, on which pods stay pending.
    boolean node() default false;
}
