package ark.hook;

import ark.item.Item;
import ark.restore.action.Yaml;

/// Pods of these tests.
final class Pods {
    private Pods() {}

    /// A running pod with containers `main` and `side`.
    ///
    /// @param annotations YAML of a map's content
    static Item pod(String name, String annotations) {
        return Yaml.item(
                "pods",
                """
                metadata: {name: %s, namespace: shop, uid: uid-%s, labels: {app: db},
                  annotations: {%s}}
                spec: {containers: [{name: main}, {name: side}]}
                status: {phase: Running}
                """
                        .formatted(name, name, annotations));
    }
}
