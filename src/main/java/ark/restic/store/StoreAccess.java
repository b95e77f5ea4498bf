package ark.restic.store;

import ark.item.Secret;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import ark.spi.StoreSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What restic needs to reach the store of a location, apart from the repository's password.
///
/// @param variables of restic's environment; nothing else is in it
/// @param files that exist while restic runs
/// @param caCertificates PEM text of the only authorities to trust, or "" for the system's
/// @param skipTlsVerify whether any certificate will do
public record StoreAccess(
        Map<String, Secret> variables,
        List<AccessFile> files,
        String caCertificates,
        boolean skipTlsVerify) {
    /// A file that restic finds by a variable of its environment.
    ///
    /// @param name in the folder of a run
    /// @param content its bytes as ISO 8859-1 text
    public record AccessFile(String name, String variable, Secret content) {}

    /// What a process needs to find its way out of a network, whatever it talks to.
    private static final Set<String> ALWAYS =
            Set.of(
                    "HTTP_PROXY", "http_proxy",
                    "HTTPS_PROXY", "https_proxy",
                    "NO_PROXY", "no_proxy",
                    "SSL_CERT_FILE", "SSL_CERT_DIR");

    /// What Go takes for true.
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

    public StoreAccess {
        variables = Map.copyOf(variables);
        files = List.copyOf(files);
    }

    /// What a location says.
    ///
    /// @param environment of this process: counts where the location names no Secret
    /// @throws StoreException `MISCONFIGURED`; never says anything of a Secret's content
    /// Source: upstream `pkg/restic/common.go`, `aws.go`, `azure.go`, `gcp.go` of 1.9.7.
    public static StoreAccess of(StoreSettings settings, Map<String, String> environment) {
        var gathering = new Gathering(settings, environment);
        ALWAYS.forEach(gathering::inherit);
        switch (StoreKind.of(settings.provider(), settings.config())) {
            case AWS -> AwsAccess.gather(gathering);
            case AZURE -> AzureAccess.gather(gathering);
            case GCP -> GcpAccess.gather(gathering);
            case FILESYSTEM, OTHER -> gathering.inheritAll(givenPrefix(settings));
        }
        return new StoreAccess(
                gathering.variables(),
                gathering.files(),
                settings.caCertificates(),
                TRUE.contains(settings.config().getOrDefault("insecureSkipTLSVerify", "").strip()));
    }

    /// A provider that is not known to us may still keep its repositories in a known store.
    private static Set<String> givenPrefix(StoreSettings settings) {
        String prefix = settings.config().getOrDefault(RepositoryRoot.PREFIX_KEY, "");
        if (prefix.startsWith("s3:")) {
            return AwsAccess.INHERITED;
        }
        if (prefix.startsWith("azure:")) {
            return AzureAccess.INHERITED;
        }
        return prefix.startsWith("gs:") ? GcpAccess.INHERITED : Set.of();
    }

    static StoreException misconfigured(StoreSettings settings, String detail) {
        return new StoreException(
                Reason.MISCONFIGURED,
                "preparing credentials of location " + settings.location(),
                detail,
                null);
    }
}
