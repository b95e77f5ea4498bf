package ark.cli.version;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What this program is called: version and commit, out of the manifest of its jar.
///
/// @param text `v1.2.3`
/// @param commit "" when it is not known
public record Version(String text, String commit) {
    private static final Pattern MAJOR_MINOR = Pattern.compile("v?([0-9]{1,9})\\.([0-9]{1,9}).*");

    public static Version ofThisProgram() {
        Package own = Version.class.getPackage();
        String version = Optional.ofNullable(own.getImplementationVersion()).orElse("0.0.0-dev");
        return new Version(
                "v" + version, Optional.ofNullable(own.getImplementationVendor()).orElse(""));
    }

    /// Which of the two should be updated, `client` or `server`; nothing when both have the same
    /// major and minor number, or one has none.
    static Optional<String> older(String client, String server) {
        Matcher ours = MAJOR_MINOR.matcher(client);
        Matcher theirs = MAJOR_MINOR.matcher(server);
        if (!ours.matches() || !theirs.matches()) {
            return Optional.empty();
        }
        int major = Integer.compare(number(ours, 1), number(theirs, 1));
        int difference = major != 0 ? major : Integer.compare(number(ours, 2), number(theirs, 2));
        return difference == 0
                ? Optional.empty()
                : Optional.of(difference < 0 ? "client" : "server");
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
