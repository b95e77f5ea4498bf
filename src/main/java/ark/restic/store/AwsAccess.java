package ark.restic.store;

import ark.item.Secret;
import java.util.Set;
import java.util.regex.Pattern;

/// Credentials for S3 and compatibles.
final class AwsAccess {
    static final String FILE = "AWS_SHARED_CREDENTIALS_FILE";

    /// Where restic's S3 client looks when there is no file of the location's own.
    static final Set<String> INHERITED =
            Set.of(
                    "AWS_ACCESS_KEY_ID",
                    "AWS_SECRET_ACCESS_KEY",
                    "AWS_SESSION_TOKEN",
                    FILE,
                    "AWS_PROFILE",
                    "AWS_DEFAULT_REGION",
                    "AWS_REGION",
                    "AWS_ROLE_ARN",
                    "AWS_ROLE_SESSION_NAME",
                    "AWS_WEB_IDENTITY_TOKEN_FILE",
                    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");

    /// Restic's S3 client would run the program that such a line names.
    private static final Pattern PROGRAM = Pattern.compile("(?im)^[^#;\\n]*credential_process");

    private AwsAccess() {}

    static void gather(Gathering gathering) {
        String path = gathering.config("credentialsFile");
        if (!gathering.settings().credentials().value().isEmpty()) {
            gathering.file(FILE, gathering.ownCredentials());
        } else if (!path.isEmpty()) {
            gathering.file(FILE, gathering.content("config key credentialsFile", path));
        } else {
            gathering.inheritAll(INHERITED);
        }
        gathering.set("AWS_PROFILE", gathering.config("profile"));
        gathering.set("AWS_DEFAULT_REGION", gathering.config("region"));
        gathering.files().stream()
                .filter(file -> file.variable().equals(FILE))
                .forEach(file -> refuseProgram(gathering, file.content()));
    }

    private static void refuseProgram(Gathering gathering, Secret content) {
        if (PROGRAM.matcher(content.value()).find()) {
            throw StoreAccess.misconfigured(
                    gathering.settings(),
                    "the credentials file names a credential_process: no program is run");
        }
    }
}
