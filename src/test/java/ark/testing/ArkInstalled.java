package ark.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// The tests of this class meet Ark as its users do: installed in a cluster with a node by
/// `ark install`, as pods of the image that is made of the classes under test.
///
/// Their parameters may be the [ArkInstallation], and all that [KubernetesTest] gives, which must
/// stand at the class, too, with `node = true`. The installation is the class's own; it goes when
/// the class has ended. A class that installs Ark itself takes the [ArkImage], which the node has.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ArkInstalledExtension.class)
public @interface ArkInstalled {
    /// Where backups go.
    Store store() default Store.MINIO;

    /// Further flags of `ark install`.
    String[] flags() default {};

    /// Where backups can go.
    enum Store {
        /// A bucket of a MinIO that only this class has.
        MINIO,
        /// A folder of the node.
        FOLDER
    }
}
