package ark.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Predicate;

/// What the operator framework hands to a reconciler, for unit tests.
public final class Contexts {
    private Contexts() {}

    /// A context in which the cache holds these resources.
    ///
    /// @param deleted whether the resource that is reconciled is gone
    public static <T extends HasMetadata> Context<T> of(boolean deleted, List<T> all) {
        return of(deleted, all, List.of());
    }

    /// As above, with a resource of another kind that belongs to the one that is reconciled.
    @SuppressWarnings("unchecked")
    public static <T extends HasMetadata> Context<T> of(
            boolean deleted, List<T> all, List<? extends HasMetadata> secondary) {
        return (Context<T>)
                proxy(
                        Context.class,
                        method ->
                                switch (method) {
                                    case "isPrimaryResourceDeleted" -> deleted;
                                    case "getPrimaryCache" -> cache(all);
                                    case "getSecondaryResource" -> secondary.stream().findFirst();
                                    default -> throw new AssertionError(method);
                                });
    }

    private static <T extends HasMetadata> Object cache(List<T> all) {
        return Proxy.newProxyInstance(
                Contexts.class.getClassLoader(),
                new Class<?>[] {IndexedResourceCache.class},
                (_, method, arguments) -> {
                    if (!method.getName().equals("list")) {
                        throw new AssertionError(method);
                    }
                    return all.stream().filter(resource -> wanted(resource, arguments));
                });
    }

    @SuppressWarnings("unchecked")
    private static <T extends HasMetadata> boolean wanted(T resource, Object[] arguments) {
        for (Object argument : arguments == null ? new Object[0] : arguments) {
            boolean fits =
                    switch (argument) {
                        case String namespace ->
                                namespace.equals(resource.getMetadata().getNamespace());
                        case Predicate<?> predicate -> ((Predicate<T>) predicate).test(resource);
                        default -> throw new AssertionError(argument);
                    };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private interface Answer {
        Object to(String method);
    }

    private static Object proxy(Class<?> type, Answer answer) {
        return Proxy.newProxyInstance(
                Contexts.class.getClassLoader(),
                new Class<?>[] {type},
                (_, method, _) -> answer.to(method.getName()));
    }
}
