package ark.objectstore.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import java.io.ByteArrayInputStream;
import java.util.TreeSet;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;

/// From what a location says to credentials.
///
/// With a file of its own the location uses nothing else. Without one the SDK looks where it always
/// does: environment, web identity of the pod's account, shared files, container, instance.
final class S3Credentials {
    private static final String DEFAULT_PROFILE = "default";

    private S3Credentials() {}

    /// Gives credentials that renew themselves where they expire.
    ///
    /// @throws StoreException `MISCONFIGURED` when the file cannot be used; says nothing of its
    ///     content but the names of profiles
    static AwsCredentialsProvider of(S3CredentialsFile credentials, String doing) {
        String profile = credentials.profile();
        if (credentials.content().value().isEmpty()) {
            var own = DefaultCredentialsProvider.builder();
            return (profile.isEmpty() ? own : own.profileName(profile)).build();
        }
        ProfileFile file = parse(credentials, doing);
        String name = profile.isEmpty() ? DEFAULT_PROFILE : profile;
        if (file.profile(name).isEmpty()) {
            throw misconfigured(
                    doing,
                    "the credentials file has no profile %s; it has %s"
                            .formatted(name, new TreeSet<>(file.profiles().keySet())));
        }
        if (file.profiles().values().stream()
                .anyMatch(one -> one.property("credential_process").isPresent())) {
            throw misconfigured(
                    doing, "the credentials file names a credential_process: no program is run");
        }
        return ProfileCredentialsProvider.builder().profileFile(file).profileName(name).build();
    }

    private static ProfileFile parse(S3CredentialsFile credentials, String doing) {
        try {
            ProfileFile file = parse(credentials, ProfileFile.Type.CREDENTIALS);
            return credentials.shared()
                    ? ProfileFile.aggregator()
                            .addFile(file)
                            .addFile(parse(credentials, ProfileFile.Type.CONFIGURATION))
                            .build()
                    : file;
        } catch (IllegalArgumentException _) { // without its cause: that quotes the file
            throw misconfigured(
                    doing,
                    "the credentials file cannot be understood; it should look like: [default],"
                            + " aws_access_key_id=…, aws_secret_access_key=…, each on its line");
        }
    }

    private static ProfileFile parse(S3CredentialsFile credentials, ProfileFile.Type type) {
        byte[] content = credentials.content().value().getBytes(UTF_8);
        return ProfileFile.builder().content(new ByteArrayInputStream(content)).type(type).build();
    }

    private static StoreException misconfigured(String doing, String detail) {
        return new StoreException(Reason.MISCONFIGURED, doing, detail, null);
    }
}
