package ark.restic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ark.item.Secret;
import ark.restic.ResticException.Reason;
import ark.restic.store.RepositoryAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The passwords that may open the repository of a namespace, in the order in which they are tried.
///
/// Source of the names: upstream `pkg/restic/repository_keys.go` of 1.9.7 and 1.18, Ark 0.9 and its
/// first alphas, which kept a key in the workload's own namespace.
public final class RepositoryKeys {
    /// Holds the key of new repositories.
    public static final String SECRET = "velero-restic-credentials";

    /// What the key is called in the Secret.
    public static final String KEY = "repository-password";

    /// What `init-repository` writes, in the workload's namespace.
    public static final String ARK_SECRET = "ark-restic-credentials";

    private static final String LATER_SECRET = "velero-repo-credentials";

    /// Reads one key of a Secret.
    public interface Secrets {
        /// The value, or empty when there is no such Secret or key.
        Optional<byte[]> read(String namespace, String secret, String key);
    }

    private final Secrets secrets;
    private final String namespace;

    /// @param namespace the server's
    public RepositoryKeys(Secrets secrets, String namespace) {
        this.secrets = secrets;
        this.namespace = namespace;
    }

    /// The passwords there are, the fixed one last; none twice.
    ///
    /// @param volumeNamespace whose volumes the repository keeps
    public List<RepositoryKey> candidates(String volumeNamespace) {
        var found = new ArrayList<RepositoryKey>();
        ofNamespace(volumeNamespace).ifPresent(found::add);
        own().ifPresent(found::add);
        read(namespace, LATER_SECRET, KEY).ifPresent(found::add);
        read(namespace, ARK_SECRET, KEY).ifPresent(found::add);
        found.add(RepositoryKey.FIXED);
        var distinct = new ArrayList<RepositoryKey>();
        for (RepositoryKey key : found) {
            if (distinct.stream().noneMatch(other -> same(other, key))) {
                distinct.add(key);
            }
        }
        return List.copyOf(distinct);
    }

    /// Restic takes the white space around a password for none of it.
    private static boolean same(RepositoryKey one, RepositoryKey other) {
        return one.password().value().strip().equals(other.password().value().strip());
    }

    /// The key that a namespace has of its own.
    public Optional<RepositoryKey> ofNamespace(String volumeNamespace) {
        return read(volumeNamespace, ARK_SECRET, ARK_SECRET)
                .or(() -> read(volumeNamespace, ARK_SECRET, KEY));
    }

    /// The key of new repositories.
    public Optional<RepositoryKey> own() {
        return read(namespace, SECRET, KEY);
    }

    private Optional<RepositoryKey> read(String where, String secret, String key) {
        return secrets.read(where, secret, key)
                .map(bytes -> new Secret(new String(bytes, ISO_8859_1)))
                .filter(password -> !password.value().isBlank())
                .map(password -> new RepositoryKey(password, "Secret " + where + "/" + secret));
    }

    /// Does something with the first key that the repository has.
    ///
    /// @param work throws [ResticException] `WRONG_PASSWORD` when it does not have this one
    /// @throws ResticException `WRONG_PASSWORD` when it has none of them, with those that
    ///     were tried
    ///     and what to do; what else `work` throws
    public <T> T withFirstThatOpens(
            String volumeNamespace, RepositoryAddress address, Function<RepositoryKey, T> work) {
        List<RepositoryKey> candidates = candidates(volumeNamespace);
        for (RepositoryKey key : candidates) {
            try {
                return work.apply(key);
            } catch (ResticException e) {
                if (e.reason() != Reason.WRONG_PASSWORD) {
                    throw e;
                }
            }
        }
        String tried =
                candidates.stream().map(RepositoryKey::source).collect(Collectors.joining(", "));
        throw new ResticException(
                Reason.WRONG_PASSWORD,
                "opening repository " + address,
                "none of the known keys opens it (tried %s); copy the Secret \"%s\" of the cluster"
                                .formatted(tried, SECRET)
                        + " that wrote it into namespace "
                        + namespace,
                null);
    }
}
