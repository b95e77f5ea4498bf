package ark.restore.version;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Versions of an API as Kubernetes ranks them, the best first: stable before beta before alpha,
/// then the higher number; what has another form comes last, by its letters.
///
/// Source: Kubernetes, "Versions in CustomResourceDefinitions", version priority.
final class VersionOrder implements Comparator<String> {
    private static final Pattern FORM =
            Pattern.compile("v([1-9]\\d{0,8})(?:(alpha|beta)([1-9]\\d{0,8}))?");

    private static final Comparator<Rank> RANKS =
            Comparator.comparingInt(Rank::stability)
                    .thenComparing(Comparator.comparingInt(Rank::major).reversed())
                    .thenComparing(Comparator.comparingInt(Rank::minor).reversed())
                    .thenComparing(Rank::text);

    /// @param stability 0 is the most stable
    private record Rank(int stability, int major, int minor, String text) {
        static Rank of(String version) {
            Matcher form = FORM.matcher(version);
            if (!form.matches()) {
                return new Rank(3, 0, 0, version);
            }
            int major = Integer.parseInt(form.group(1));
            if (form.group(2) == null) {
                return new Rank(0, major, 0, version);
            }
            int minor = Integer.parseInt(form.group(3));
            return new Rank(form.group(2).equals("beta") ? 1 : 2, major, minor, version);
        }
    }

    @Override
    public int compare(String one, String other) {
        return RANKS.compare(Rank.of(one), Rank.of(other));
    }
}
