package ark.cli.session;

import ark.cli.output.CommandFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Which certificates of object stores are good: those that the machine trusts, and more.
public sealed interface Trust {
    /// Any certificate, for any host.
    record Anything() implements Trust {}

    /// Those of the machine, and those that these authorities signed.
    ///
    /// @param pem certificates, possibly none
    record Authorities(String pem) implements Trust {}

    /// What the flags ask for.
    ///
    /// @param file of PEM certificates; "" for none
    static Trust of(boolean anything, Path folder, String file) {
        if (anything) {
            return new Anything();
        }
        if (file.isEmpty()) {
            return new Authorities("");
        }
        try {
            return new Authorities(
                    Files.readString(folder.resolve(file), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "cannot read the certificates in " + file + ": " + e.getMessage(),
                    "--cacert names a file of PEM certificates.",
                    e);
        }
    }

    /// As these, but with the authorities of a location where none are named.
    default Trust orElse(String pem) {
        return this instanceof Authorities(String own) && own.isEmpty()
                ? new Authorities(pem)
                : this;
    }

    /// Sets a connection up.
    default void configure(HttpsURLConnection connection) {
        try {
            switch (this) {
                case Anything() -> {
                    connection.setSSLSocketFactory(
                            context(new TrustsAnything()).getSocketFactory());
                    connection.setHostnameVerifier((_, _) -> true);
                }
                case Authorities(String pem) -> {
                    if (!pem.isEmpty()) {
                        connection.setSSLSocketFactory(context(managers(pem)).getSocketFactory());
                    }
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw CommandFailure.failed(
                    "the certificates cannot be used: " + e.getMessage(),
                    "--cacert names a file of PEM certificates.",
                    e);
        }
    }

    private static SSLContext context(TrustManager... managers) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers, null);
        return context;
    }

    private static TrustManager[] managers(String pem)
            throws GeneralSecurityException, IOException {
        Collection<? extends Certificate> named =
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(
                                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        if (named.isEmpty()) {
            throw new GeneralSecurityException("no PEM certificate in it");
        }
        List<Certificate> all = new ArrayList<>(named);
        for (TrustManager manager : managers((KeyStore) null)) {
            if (manager instanceof X509TrustManager system) {
                all.addAll(List.of(system.getAcceptedIssuers()));
            }
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < all.size(); i++) {
            store.setCertificateEntry("authority-" + i, all.get(i));
        }
        return managers(store);
    }

    private static TrustManager[] managers(@Nullable KeyStore store)
            throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /// Extended, because the JDK adds its own checks to a plain one.
    final class TrustsAnything extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
