package ark.kubeconfig;

import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that reaching a cluster takes beyond its address. It travels inside the client's
/// configuration, as its token provider.
///
/// @param trust whom to believe to be the server
/// @param tlsServerName the name that the server's certificate must bear; empty for its address's
/// @param proxy URL of a proxy; empty for none
/// @param origin for messages: `context "prod" of ~/.kube/config`
record Access(
        Credentials credentials, Trust trust, String tlsServerName, String proxy, String origin)
        implements OAuthTokenProvider {
    /// Which certificate of a server is good.
    sealed interface Trust {
        /// Any: insecure-skip-tls-verify.
        record Anybody() implements Trust {}

        /// One signed by these.
        record Only(List<X509Certificate> authorities) implements Trust {
            public Only {
                authorities = List.copyOf(authorities);
            }
        }

        /// One signed by whom this machine trusts.
        ///
        /// @param bundle PEM file beside the Java platform's own authorities; empty for none
        record Machine(String bundle) implements Trust {}
    }

    /// For clients that do not come from [KubernetesClients]: the bearer token, if that is it.
    @Override
    public @Nullable String getToken() {
        String authorization = credentials.authorization();
        String bearer = "Bearer ";
        return authorization.startsWith(bearer) ? authorization.substring(bearer.length()) : null;
    }
}
