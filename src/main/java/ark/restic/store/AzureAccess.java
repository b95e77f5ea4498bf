package ark.restic.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ark.item.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Credentials for Azure's blobs.
///
/// The Secret, or the file that `AZURE_CREDENTIALS_FILE` names, holds lines `NAME=VALUE`. The key
/// of
/// the storage account is the value of the name that the location's `storageAccountKeyEnvVar`
/// gives; without it restic logs in itself, with `AZURE_CLIENT_ID` and what belongs to it or with
/// the identity of pod or machine.
final class AzureAccess {
    /// What restic's Azure client logs in with when it has no key of the account.
    static final Set<String> INHERITED =
            Set.of(
                    "AZURE_TENANT_ID",
                    "AZURE_CLIENT_ID",
                    "AZURE_CLIENT_SECRET",
                    "AZURE_FEDERATED_TOKEN_FILE",
                    "AZURE_AUTHORITY_HOST",
                    "AZURE_ACCOUNT_NAME",
                    "AZURE_ACCOUNT_KEY",
                    "AZURE_ACCOUNT_SAS");

    private static final String KEY_VARIABLE = "storageAccountKeyEnvVar";

    private static final Pattern LINE =
            Pattern.compile("(?m)^[ \\t]*(?:export[ \\t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \\t]*=(.*)$");

    /// Source: Azure, "Azure endpoints by cloud"; the names are those of its Go SDK, in capitals.
    private static final Map<String, String> CLOUDS =
            Map.of(
                    "AZUREPUBLICCLOUD", "core.windows.net",
                    "AZURECLOUD", "core.windows.net",
                    "AZURECHINACLOUD", "core.chinacloudapi.cn",
                    "AZUREUSGOVERNMENT", "core.usgovcloudapi.net",
                    "AZUREUSGOVERNMENTCLOUD", "core.usgovcloudapi.net",
                    "AZUREGERMANCLOUD", "core.cloudapi.de");

    private final Gathering gathering;
    private final Map<String, String> given;

    private AzureAccess(Gathering gathering, Map<String, String> given) {
        this.gathering = gathering;
        this.given = given;
    }

    static void gather(Gathering gathering) {
        new AzureAccess(gathering, given(gathering)).gather();
    }

    private static Map<String, String> given(Gathering gathering) {
        String path = gathering.environment("AZURE_CREDENTIALS_FILE");
        Secret own = gathering.ownCredentials();
        if (own.value().isEmpty() && !path.isEmpty()) {
            own = gathering.content("AZURE_CREDENTIALS_FILE", path);
        }
        var values = new TreeMap<String, String>();
        String text = new String(own.value().getBytes(ISO_8859_1), UTF_8);
        for (Matcher line = LINE.matcher(text); line.find(); ) {
            values.put(line.group(1), unquoted(line.group(2).strip()));
        }
        return values;
    }

    private static String unquoted(String value) {
        boolean quoted =
                value.length() > 1
                        && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                        && value.charAt(0) == value.charAt(value.length() - 1);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private void gather() {
        String account = gathering.config("storageAccount");
        if (account.isEmpty()) {
            throw StoreAccess.misconfigured(
                    gathering.settings(), "config key storageAccount is missing");
        }
        if (gathering.ownCredentials().value().isEmpty()) {
            gathering.inheritAll(INHERITED);
        }
        INHERITED.forEach(name -> gathering.set(name, given.getOrDefault(name, "")));
        gathering.set("AZURE_ACCOUNT_NAME", account);
        gathering.set("AZURE_ENDPOINT_SUFFIX", endpointSuffix());
        key().ifPresent(key -> gathering.set("AZURE_ACCOUNT_KEY", key));
    }

    private Optional<String> key() {
        String name = gathering.config(KEY_VARIABLE);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        String value = value(name);
        if (value.isEmpty()) {
            throw StoreAccess.misconfigured(
                    gathering.settings(),
                    "no storage account key: the credentials have no value named " + name);
        }
        return Optional.of(value);
    }

    private String endpointSuffix() {
        String cloud = value("AZURE_CLOUD_NAME");
        if (cloud.isEmpty()) {
            return "";
        }
        String suffix = CLOUDS.getOrDefault(cloud.toUpperCase(java.util.Locale.ROOT), "");
        if (suffix.isEmpty()) {
            throw StoreAccess.misconfigured(
                    gathering.settings(), "AZURE_CLOUD_NAME \"%s\" is not known".formatted(cloud));
        }
        return suffix;
    }

    private String value(String name) {
        return given.getOrDefault(name, gathering.environment(name));
    }
}
