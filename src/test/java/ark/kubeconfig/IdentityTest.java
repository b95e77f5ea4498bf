package ark.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityTest {
    @ParameterizedTest
    @CsvSource({
        "rsa.crt, rsa.pkcs1.key, RSA",
        "rsa.crt, rsa.pkcs8.key, RSA",
        "ec.crt, ec.sec1.key, EC",
        "ec.crt, ec.params.key, EC",
        "ec.crt, ec.bare.key, EC",
        "ec.crt, ec.pkcs8.key, EC",
        "ec384.crt, ec384.sec1.key, EC",
        "ed25519.crt, ed25519.pkcs8.key, EdDSA",
    })
    void readsEveryFormOfKey(String certificate, String key, String algorithm) {
        Identity identity = Identity.of(Samples.bytes(certificate), Samples.bytes(key), "user");

        assertThat(identity.key().getAlgorithm()).isEqualTo(algorithm);
        assertThat(identity.chain()).hasSize(1);
    }

    @Test
    void readsAFileThatHoldsBoth() {
        String both =
                "subject: somebody\n"
                        + Samples.text("ec.sec1.key")
                        + Samples.text("ec.crt")
                        + Samples.text("ca.crt");
        byte[] pem = both.getBytes(StandardCharsets.UTF_8);

        assertThat(Identity.of(pem, pem, "user").chain()).hasSize(2);
    }

    @Test
    void readsKeysWithWindowsLineEnds() {
        String key = Samples.text("rsa.pkcs8.key");
        byte[] pem = key.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);

        assertThat(Identity.of(Samples.bytes("rsa.crt"), pem, "user").chain()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"encrypted.pkcs8.key", "encrypted.pkcs1.key"})
    void tellsThatAKeyIsEncrypted(String key) {
        assertThatThrownBy(() -> Identity.of(Samples.bytes("ec.crt"), Samples.bytes(key), "user u"))
                .isInstanceOfSatisfying(
                        KubeConfigException.class,
                        e -> {
                            assertThat(e.what())
                                    .isEqualTo("user u: client-key is encrypted with a passphrase");
                            assertThat(e.remedy()).startsWith("Decrypt it: openssl pkey");
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "ec.crt, ec384.sec1.key",
        "ec.crt, server.key, does not belong to its certificate",
        "rsa.crt, ec.pkcs8.key",
        "ec.crt, rsa.pkcs1.key",
    })
    void refusesAKeyOfAnotherCertificate(String certificate, String key) {
        assertThatThrownBy(
                        () -> Identity.of(Samples.bytes(certificate), Samples.bytes(key), "user u"))
                .isInstanceOf(KubeConfigException.class)
                .hasMessageStartingWith("user u: client-key");
    }

    @Test
    void tellsWhatIsMissing() {
        byte[] nothing = "nothing".getBytes(StandardCharsets.UTF_8);
        byte[] broken =
                "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----"
                        .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Identity.of(nothing, nothing, "u"))
                .hasMessageContaining("u: client-certificate holds no certificate");
        assertThatThrownBy(() -> Identity.of(Samples.bytes("ec.crt"), nothing, "u"))
                .hasMessageContaining("u: client-key holds no private key");
        assertThatThrownBy(() -> Identity.certificates(broken, "ca"))
                .hasMessageContaining("ca holds a certificate that cannot be read");
    }

    @Test
    void showsNoKeyWhenPrinted() {
        Identity identity =
                Identity.of(Samples.bytes("ec.crt"), Samples.bytes("ec.pkcs8.key"), "u");

        assertThat(identity).hasToString("Identity[CN=ec,O=team]");
        assertThat(Pem.blocks(Samples.bytes("ec.pkcs8.key")).getFirst())
                .hasToString("Pem[PRIVATE KEY]");
    }
}
