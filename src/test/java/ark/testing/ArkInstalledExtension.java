package ark.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/// Gives a test the installation of its class.
final class ArkInstalledExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace STORE =
            ExtensionContext.Namespace.create(ArkInstalledExtension.class);

    /// The image that the cluster of this run has.
    private record LoadedImage(ArkImage image) {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == ArkInstallation.class || type == ArkImage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        KubernetesCluster cluster = KubernetesExtension.cluster(context);
        ArkImage image =
                context.getRoot()
                        .getStore(STORE)
                        .computeIfAbsent(LoadedImage.class, _ -> load(cluster), LoadedImage.class)
                        .image();
        if (parameter.getParameter().getType() == ArkImage.class) return image;
        Class<?> test = outermost(context);
        ArkInstalled wish =
                AnnotationSupport.findAnnotation(test, ArkInstalled.class).orElseThrow();
        return ofClass(context, test)
                .getStore(STORE)
                .computeIfAbsent(
                        ArkInstallation.class,
                        _ -> ArkInstallation.install(cluster, image, wish),
                        ArkInstallation.class);
    }

    private static LoadedImage load(KubernetesCluster cluster) {
        ArkImage image = ArkImage.build();
        cluster.loadImage(image.tarball());
        return new LoadedImage(image);
    }

    private static Class<?> outermost(ExtensionContext context) {
        var around = context.getEnclosingTestClasses();
        return around.isEmpty() ? context.getRequiredTestClass() : around.getFirst();
    }

    /// The context of the class: its store is closed when all its tests have ended.
    private static ExtensionContext ofClass(ExtensionContext context, Class<?> test) {
        ExtensionContext each = context;
        while (!isOf(each, test)) {
            each = each.getParent().orElseThrow();
        }
        return each;
    }

    private static boolean isOf(ExtensionContext context, Class<?> test) {
        return context.getElement().filter(element -> element == test).isPresent();
    }
}
