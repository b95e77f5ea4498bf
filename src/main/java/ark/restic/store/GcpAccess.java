package ark.restic.store;

import java.util.Set;

/// Credentials for Google Cloud Storage. Without any, restic asks the machine's metadata service.
final class GcpAccess {
    static final String FILE = "GOOGLE_APPLICATION_CREDENTIALS";
    static final Set<String> INHERITED = Set.of(FILE, "GOOGLE_PROJECT_ID");

    private GcpAccess() {}

    static void gather(Gathering gathering) {
        if (gathering.settings().credentials().value().isEmpty()) {
            gathering.inheritAll(INHERITED);
        } else {
            gathering.file(FILE, gathering.ownCredentials());
            gathering.inherit("GOOGLE_PROJECT_ID");
        }
    }
}
