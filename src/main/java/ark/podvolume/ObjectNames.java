package ark.podvolume;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Names that look generated, and are the same whenever they are made for the same thing: an object
/// is never created twice, whatever became of the first attempt.
final class ObjectNames {
    /// Of names that Kubernetes generates: no vowels, nothing that looks like something else.
    /// Source: Kubernetes, apimachinery, util/rand.
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    /// As long as a label's value, as for names that Kubernetes generates.
    private static final int MAX_CHARACTERS = 63;

    /// 27 to the power of 10 is 2 to the power of 47.
    private static final int SUFFIX_CHARACTERS = 10;

    private ObjectNames() {}

    /// A name.
    ///
    /// @param prefix without a `-` at its end; cut when it is long
    /// @param parts what the name is for
    static String of(String prefix, String... parts) {
        int kept = Math.min(prefix.length(), MAX_CHARACTERS - SUFFIX_CHARACTERS - 1);
        String start = prefix.substring(0, kept).replaceFirst("[-.]+$", "");
        return start + "-" + suffix(String.join("\n", parts));
    }

    private static String suffix(String text) {
        byte[] hash;
        try {
            hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        var suffix = new StringBuilder();
        for (int i = 0; i < SUFFIX_CHARACTERS; i++) {
            int twoBytes = (hash[2 * i] & 0xff) << 8 | (hash[2 * i + 1] & 0xff);
            suffix.append(ALPHABET.charAt(twoBytes % ALPHABET.length()));
        }
        return suffix.toString();
    }
}
