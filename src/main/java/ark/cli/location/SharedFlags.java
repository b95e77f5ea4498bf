package ark.cli.location;

import ark.cli.flag.FlagReader;
import ark.cli.session.Session;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The flags that `create` and `set` share.
final class SharedFlags {
    /// An object of Kubernetes holds 1 MiB.
    private static final long MAX_CERTIFICATE_BYTES = 512 * 1024;

    @Option(
            names = "--credential",
            paramLabel = "SECRET=KEY",
            description = "The Secret, and the key in it, with the credentials for this location.")
    private List<String> credential = new ArrayList<>();

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "PEM certificates of authorities to trust for this location.")
    private String cacert = "";

    Optional<SecretKeySelector> credential(FlagReader flags) {
        Map<String, String> selectors = flags.map("--credential", credential, '=');
        if (selectors.size() > 1) {
            flags.problem("--credential: names one Secret and one key");
        }
        return selectors.entrySet().stream()
                .findFirst()
                .map(entry -> new SecretKeySelector(entry.getValue(), entry.getKey(), null));
    }

    /// The file's content, in base64 as the custom resource has it.
    Optional<String> certificates(Session session, FlagReader flags) {
        if (cacert.isEmpty()) {
            return Optional.empty();
        }
        Path file = session.surroundings().folder().resolve(cacert);
        try {
            if (Files.size(file) > MAX_CERTIFICATE_BYTES) {
                flags.problem("--cacert: " + cacert + " is too large for certificates");
                return Optional.empty();
            }
            return Optional.of(Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
        } catch (IOException e) {
            flags.problem("--cacert: cannot read " + e.getMessage());
            return Optional.empty();
        }
    }
}
