package ark.kubeconfig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Credentials that stand in the kubeconfig or in files that it names. Files are read again from
/// time to time: a pod's token lives an hour, and others renew certificates in place.
final class FileCredentials implements Credentials {
    /// As client-go reads token files again.
    private static final Duration FRESH_FOR = Duration.ofMinutes(1);

    /// Where the parts are; each is empty, or has inline data or a file. Inline data wins.
    ///
    /// @param authorization a complete header that never changes; empty for none
    /// @param tokenFile empty for none
    /// @param owner for messages: `user "admin" of ~/.kube/config`
    record Source(
            String authorization, String tokenFile, Part certificate, Part key, String owner) {}

    /// Base64 of the content, or a file with the content; both empty for none.
    record Part(String data, String file) {
        static final Part NONE = new Part("", "");

        boolean missing() {
            return data.isEmpty() && file.isEmpty();
        }

        byte[] read(String what) {
            try {
                return data.isEmpty()
                        ? Files.readAllBytes(Path.of(file))
                        : Base64.getMimeDecoder().decode(data);
            } catch (IOException e) {
                throw new KubeConfigException(
                        what + ": cannot read " + file + ": " + Words.of(e),
                        "Check the kubeconfig, or name another one: --kubeconfig",
                        e);
            } catch (IllegalArgumentException e) {
                throw new KubeConfigException(
                        what + ": its data is not base64", "Renew the kubeconfig", e);
            }
        }
    }

    private final Source source;
    private final InstantSource clock;

    // What was read last; guarded by this.
    private Instant readAt = Instant.MIN;
    private String token = "";
    private byte[] identityPem = {};
    private @Nullable Identity identity;

    /// Reads the files, so that what is missing is known now.
    FileCredentials(Source source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
        check();
        read();
        readAt = clock.instant();
    }

    private void check() {
        if (source.certificate().missing() != source.key().missing()) {
            String present = source.key().missing() ? "client-certificate" : "client-key";
            String absent = source.key().missing() ? "client-key" : "client-certificate";
            throw new KubeConfigException(
                    source.owner() + " has a " + present + " but no " + absent,
                    "Renew the kubeconfig");
        }
    }

    @Override
    public synchronized String authorization() {
        readAgainWhenOld();
        return token.isEmpty() ? source.authorization() : "Bearer " + token;
    }

    @Override
    public synchronized Optional<Identity> identity() {
        readAgainWhenOld();
        return Optional.ofNullable(identity);
    }

    @Override
    public synchronized boolean renew() {
        String old = token;
        byte[] oldPem = identityPem;
        readAt = Instant.MIN;
        readAgainWhenOld();
        return !token.equals(old) || !Arrays.equals(identityPem, oldPem);
    }

    private void readAgainWhenOld() {
        if (readAt.isBefore(clock.instant().minus(FRESH_FOR))) {
            readAt = clock.instant();
            try {
                read();
            } catch (KubeConfigException e) {
                return; // what was read last may still be good; if not, the server says so
            }
        }
    }

    private void read() {
        if (!source.tokenFile().isEmpty()) {
            byte[] content = new Part("", source.tokenFile()).read(source.owner() + ": token file");
            String text = new String(content, StandardCharsets.UTF_8).strip();
            if (text.isEmpty()) {
                throw new KubeConfigException(
                        source.owner() + ": token file " + source.tokenFile() + " is empty",
                        "Check the kubeconfig, or name another one: --kubeconfig");
            }
            token = text;
        }
        if (!source.certificate().missing()) {
            byte[] certificatePem =
                    source.certificate().read(source.owner() + ": client-certificate");
            byte[] keyPem = source.key().read(source.owner() + ": client-key");
            byte[] both = Arrays.copyOf(certificatePem, certificatePem.length + keyPem.length);
            System.arraycopy(keyPem, 0, both, certificatePem.length, keyPem.length);
            if (!Arrays.equals(both, identityPem)) {
                identity = Identity.of(certificatePem, keyPem, source.owner());
                identityPem = both;
            }
        }
    }
}
