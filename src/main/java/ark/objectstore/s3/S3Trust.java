package ark.objectstore.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Trusts the machine's authorities and those of a location.
final class S3Trust {
    private S3Trust() {}

    /// @throws StoreException `MISCONFIGURED` when the text holds no certificate
    static TrustManager[] with(String pem, String doing) {
        try {
            Collection<? extends Certificate> own =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(pem.getBytes(UTF_8)));
            if (own.isEmpty()) {
                throw new GeneralSecurityException("there is none");
            }
            return managers(storeOf(Stream.concat(own.stream(), machines()).toList()));
        } catch (GeneralSecurityException | IOException e) {
            throw new StoreException(
                    Reason.MISCONFIGURED,
                    doing,
                    "caCert must hold certificates in PEM form: " + e.getMessage(),
                    e);
        }
    }

    private static Stream<X509Certificate> machines() throws GeneralSecurityException {
        TrustManagerFactory factory = factory();
        factory.init((KeyStore) null); // the machine's
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(
                        manager ->
                                Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()));
    }

    private static KeyStore storeOf(List<? extends Certificate> certificates)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null); // empty
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("ca-" + i, certificates.get(i));
        }
        return store;
    }

    private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = factory();
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static TrustManagerFactory factory() throws GeneralSecurityException {
        return TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    }
}
