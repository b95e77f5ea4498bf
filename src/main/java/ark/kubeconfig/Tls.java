package ark.kubeconfig;

import ark.kubeconfig.Access.Trust;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/// Builds what TLS needs to reach a cluster.
final class Tls {
    /// Where distributions keep the authorities of the machine, the company's own among them.
    ///
    /// Source: Go, crypto/x509, the list for Linux.
    private static final List<String> BUNDLES =
            List.of(
                    "/etc/ssl/certs/ca-certificates.crt",
                    "/etc/pki/tls/certs/ca-bundle.crt",
                    "/etc/ssl/ca-bundle.pem",
                    "/etc/pki/tls/cacert.pem",
                    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
                    "/etc/ssl/cert.pem");

    private Tls() {}

    static SSLContext context(Access access, Optional<Identity> identity) {
        SSLContext context = context(access.trust(), identity);
        return access.tlsServerName().isEmpty()
                ? context
                : ServerNameContext.of(context, access.tlsServerName());
    }

    static SSLContext context(Trust trust, Optional<Identity> identity) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys =
                    identity.map(known -> new KeyManager[] {new OneKey(known)}).orElse(null);
            context.init(keys, trustManagers(trust), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new KubeConfigException(
                    "TLS cannot be set up: " + e.getMessage(), "Check the kubeconfig", e);
        }
    }

    private static TrustManager[] trustManagers(Trust trust)
            throws GeneralSecurityException, IOException {
        return switch (trust) {
            case Trust.Anybody() -> new TrustManager[] {new TrustEverybody()};
            case Trust.Only(List<X509Certificate> authorities) -> trusting(authorities);
            case Trust.Machine(String bundle) -> trusting(machineAuthorities(bundle));
        };
    }

    private static TrustManager[] trusting(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority-" + i, authorities.get(i));
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static List<X509Certificate> machineAuthorities(String bundle)
            throws GeneralSecurityException, IOException {
        var authorities = new ArrayList<X509Certificate>();
        if (!bundle.isEmpty()) {
            authorities.addAll(
                    Identity.certificates(Files.readAllBytes(Path.of(bundle)), "SSL_CERT_FILE"));
        } else {
            for (String known : BUNDLES) {
                if (authorities.isEmpty() && Files.isReadable(Path.of(known))) {
                    authorities.addAll(
                            Identity.certificates(Files.readAllBytes(Path.of(known)), known));
                }
            }
        }
        TrustManagerFactory platform =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        platform.init((KeyStore) null);
        for (TrustManager manager : platform.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                authorities.addAll(Arrays.asList(x509.getAcceptedIssuers()));
            }
        }
        return authorities;
    }

    /// Shows the one certificate to every server that asks for one of its kind.
    private static final class OneKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "client";
        private final Identity identity;

        OneKey(Identity identity) {
            this.identity = identity;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        @SuppressWarnings("NullAway") // null is how the interface says "none"
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return Arrays.asList(keyTypes).contains(identity.key().getAlgorithm()) ? ALIAS : null;
        }

        @Override
        @SuppressWarnings("NullAway") // as above
        public String chooseEngineClientAlias(
                String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return Arrays.asList(keyTypes).contains(identity.key().getAlgorithm()) ? ALIAS : null;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        @SuppressWarnings("NullAway") // as above
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return identity.chain().toArray(new X509Certificate[0]);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return identity.key();
        }
    }

    /// For insecure-skip-tls-verify. Being an extended one, it also switches the check of the
    /// host's name off.
    private static final class TrustEverybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine e) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine e) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
