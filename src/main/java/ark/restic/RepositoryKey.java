package ark.restic;

import ark.item.Secret;

/// A password that may open repositories.
///
/// @param password its bytes as ISO 8859-1 text
/// @param source where it was found, for messages: `Secret velero/velero-restic-credentials`
public record RepositoryKey(Secret password, String source) {
    /// The password that upstream gives all repositories, and that everybody knows.
    ///
    /// Source: upstream `pkg/restic/repository_keys.go` of 1.9.7.
    public static final RepositoryKey FIXED =
            new RepositoryKey(new Secret("static-passw0rd"), "the fixed password of older servers");

    /// Whether this is a password that everybody knows, wherever it was found.
    public boolean knownToAll() {
        return password.value().strip().equals(FIXED.password().value());
    }
}
