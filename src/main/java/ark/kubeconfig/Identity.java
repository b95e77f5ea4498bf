package ark.kubeconfig;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;

/// A client certificate, its chain and its private key.
///
/// @param chain the client's own certificate first
record Identity(List<X509Certificate> chain, PrivateKey key) {
    Identity {
        chain = List.copyOf(chain);
    }

    X509Certificate certificate() {
        return chain.getFirst();
    }

    /// Reads certificate and key, in whatever PEM form.
    ///
    /// @param where for messages: whose they are
    static Identity of(byte[] certificatePem, byte[] keyPem, String where) {
        List<X509Certificate> chain = certificates(certificatePem, where + ": client-certificate");
        PrivateKey key = key(keyPem, chain.getFirst().getPublicKey(), where + ": client-key");
        return new Identity(chain, key);
    }

    /// All certificates of a PEM text.
    ///
    /// @throws KubeConfigException when there is none, or one is broken
    static List<X509Certificate> certificates(byte[] pem, String where) {
        var certificates = new ArrayList<X509Certificate>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Pem block : Pem.blocks(pem)) {
                if (block.label().equals("CERTIFICATE")) {
                    var der = new ByteArrayInputStream(block.der());
                    certificates.add((X509Certificate) factory.generateCertificate(der));
                }
            }
        } catch (CertificateException | IllegalArgumentException e) {
            throw new KubeConfigException(
                    where + " holds a certificate that cannot be read: " + e.getMessage(),
                    "Renew the kubeconfig",
                    e);
        }
        if (certificates.isEmpty()) {
            throw new KubeConfigException(
                    where + " holds no certificate", "It must be PEM: -----BEGIN CERTIFICATE-----");
        }
        return certificates;
    }

    private static PrivateKey key(byte[] pem, PublicKey publicKey, String where) {
        Pem block =
                Pem.blocks(pem).stream()
                        .filter(candidate -> candidate.label().endsWith("PRIVATE KEY"))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new KubeConfigException(
                                                where + " holds no private key",
                                                "It must be PEM: -----BEGIN PRIVATE KEY-----"));
        if (block.encrypted()) {
            throw new KubeConfigException(
                    where + " is encrypted with a passphrase",
                    "Decrypt it: openssl pkey -in KEY -out PLAIN-KEY");
        }
        try {
            PrivateKey key = decoded(block, publicKey);
            if (!belongTogether(key, publicKey)) {
                throw new KubeConfigException(
                        where + " does not belong to its certificate", "Renew the kubeconfig");
            }
            return key;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new KubeConfigException(
                    where + " (" + block.label() + ") cannot be read: " + e.getMessage(),
                    "Renew the kubeconfig",
                    e);
        }
    }

    /// PKCS#8 as it is; PKCS#1 (RSA) and SEC1 (EC) are PKCS#8's inner part, which is completed by
    /// the algorithm that the certificate names, curve included.
    private static PrivateKey decoded(Pem block, PublicKey publicKey)
            throws GeneralSecurityException {
        byte[] der = block.der();
        byte[] pkcs8 =
                switch (block.label()) {
                    case "PRIVATE KEY" -> der;
                    case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> wrapped(der, publicKey);
                    default -> throw new GeneralSecurityException("a kind of key that TLS has not");
                };
        KeyFactory factory = KeyFactory.getInstance(publicKey.getAlgorithm());
        return factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /// `PrivateKeyInfo ::= SEQUENCE { version 0, algorithm, OCTET STRING }` (RFC 5208).
    private static byte[] wrapped(byte[] key, PublicKey publicKey) {
        byte[] version = {0x02, 0x01, 0x00};
        byte[] octets = tagged(0x04, key);
        return tagged(0x30, version, algorithm(publicKey.getEncoded()), octets);
    }

    /// The first member of `SubjectPublicKeyInfo` (RFC 5280), which begins with two headers.
    private static byte[] algorithm(byte[] publicKeyInfo) {
        int from = headerLength(publicKeyInfo, 0);
        int header = headerLength(publicKeyInfo, from);
        int length = publicKeyInfo[from + 1]; // an algorithm's name is short: one byte
        byte[] algorithm = new byte[header + length];
        System.arraycopy(publicKeyInfo, from, algorithm, 0, algorithm.length);
        return algorithm;
    }

    private static int headerLength(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return first < 0x80 ? 2 : 2 + (first & 0x7f);
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        var der = new ByteArrayOutputStream();
        der.write(tag);
        int length = content.size();
        if (length < 0x80) {
            der.write(length);
        } else {
            der.write(0x82); // two bytes of length: keys are shorter than 64 KiB
            der.write(length >> 8);
            der.write(length);
        }
        der.writeBytes(content.toByteArray());
        return der.toByteArray();
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey)
            throws GeneralSecurityException {
        String algorithm =
                switch (publicKey.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> publicKey.getAlgorithm(); // Ed25519 and its like
                };
        byte[] text = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(text);
        return signature.verify(signed);
    }

    /// The certificate's name only.
    @Override
    public String toString() {
        return "Identity[" + certificate().getSubjectX500Principal().getName() + "]";
    }
}
