package ark.kubeconfig;

import java.util.Optional;

/// What a client shows the API server. Safe for many threads; may read files or start a plugin.
interface Credentials {
    /// The value of the `Authorization` header; empty for none.
    String authorization();

    /// The client certificate for TLS.
    Optional<Identity> identity();

    /// Gets new credentials because the server refused these.
    ///
    /// @return whether they may be better now
    boolean renew();
}
