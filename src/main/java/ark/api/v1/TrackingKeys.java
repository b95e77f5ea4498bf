package ark.api.v1;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// The labels and annotations by which tools that deploy from a repository find what is theirs, and
/// delete what the repository does not have. What Ark makes of an object does not inherit them.
///
/// Source: documentation of Argo CD, Flux, kustomize, Helm, kubectl (apply, ApplySets), kapp,
/// Rancher
/// Fleet and Config Sync.
public final class TrackingKeys {
    private static final Pattern KEYS =
            Pattern.compile(
                    "([^/]*\\.)?(argoproj\\.io|fluxcd\\.io|fluxcd\\.controlplane\\.io|rancher\\.io|cattle\\.io"
                            + "|helm\\.sh|k14s\\.io|gke\\.io|config\\.kubernetes\\.io"
                            + "|config\\.k8s\\.io|cli-utils\\.sigs\\.k8s\\.io"
                            + "|applyset\\.kubernetes\\.io|kubectl\\.kubernetes\\.io)/.*"
                            + "|app\\.kubernetes\\.io/(instance|managed-by)");

    private TrackingKeys() {}

    /// Whether a key of a label or an annotation is one of these.
    public static boolean has(String key) {
        return KEYS.matcher(key).matches();
    }

    /// The labels or annotations of a Schedule that its Backups have too, in their order: neither
    /// these keys nor those that Ark itself keeps there.
    public static Map<String, String> inherited(Map<String, String> keys) {
        var rest = new LinkedHashMap<>(keys);
        rest.keySet().removeIf(key -> has(key) || key.startsWith(Annotations.OWN));
        return rest;
    }
}
