package ark.objectstore.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.item.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Addresses at which the server itself hands out one object for a while, to whoever knows them.
///
/// An address is `<base>/download/<location>/<key>?expires=<Unix seconds>&signature=<HMAC-SHA256>`.
/// The signature covers all of it but the base, so a proxy may stand before the server.
public final class DownloadUrls {
    /// What an address was found to be.
    public sealed interface Verdict {
        /// Hand out this object; whether it exists is another question.
        record Granted(String location, String key) implements Verdict {}

        /// Hand out nothing.
        ///
        /// @param reason for whoever asked; says nothing about what is stored
        record Refused(String reason) implements Verdict {}
    }

    private static final String FOLDER = "/download/";
    private static final Pattern QUERY =
            Pattern.compile("expires=([0-9]{1,12})&signature=([A-Za-z0-9_-]{43})");

    /// As long as the hash itself; RFC 2104 discourages less.
    private static final int LEAST_KEY_BYTES = 32;

    private final Secret key;
    private final String base;
    private final InstantSource clock;

    /// Signs for one listener.
    ///
    /// @param key at least 32 bytes of chance; who knows it can read every bucket
    /// @param base where clients reach the listener, as `http://velero.velero.svc:8086`
    public DownloadUrls(Secret key, String base, InstantSource clock) {
        if (key.value().getBytes(UTF_8).length < LEAST_KEY_BYTES) {
            throw new IllegalArgumentException("a key of less than " + LEAST_KEY_BYTES + " bytes");
        }
        this.key = key;
        this.base = base.replaceAll("/+$", "");
        this.clock = clock;
    }

    /// The same key for a listener that clients reach elsewhere.
    public DownloadUrls at(String otherBase) {
        return new DownloadUrls(key, otherBase, clock);
    }

    /// An address of one object of a location.
    public URI sign(String location, String objectKey, Duration validity) {
        String expires = Long.toString(clock.instant().plus(validity).getEpochSecond());
        String path =
                Arrays.stream((location + "/" + objectKey).split("/", -1))
                        .map(segment -> URLEncoder.encode(segment, UTF_8).replace("+", "%20"))
                        .collect(Collectors.joining("/"));
        return URI.create(
                "%s%s%s?expires=%s&signature=%s"
                        .formatted(
                                base,
                                FOLDER,
                                path,
                                expires,
                                signature(expires, location, objectKey)));
    }

    /// Checks an address that came back.
    ///
    /// @param request path and query as the client sent them, with or without the base
    public Verdict verify(URI request) {
        String path = request.getRawPath() == null ? "" : request.getRawPath();
        Matcher query = QUERY.matcher(request.getRawQuery() == null ? "" : request.getRawQuery());
        Optional<Verdict.Granted> object = objectAt(path);
        if (object.isEmpty() || !query.matches()) {
            return new Verdict.Refused("this is not a signed address");
        }
        String expires = query.group(1);
        String right = signature(expires, object.get().location(), object.get().key());
        if (!MessageDigest.isEqual(right.getBytes(UTF_8), query.group(2).getBytes(UTF_8))) {
            return new Verdict.Refused("the signature does not fit the address");
        }
        if (!clock.instant().isBefore(Instant.ofEpochSecond(Long.parseLong(expires)))) {
            return new Verdict.Refused("the address has expired");
        }
        return object.get();
    }

    private Optional<Verdict.Granted> objectAt(String rawPath) {
        String basePath = String.valueOf(URI.create(base).getRawPath());
        String path =
                rawPath.startsWith(basePath + FOLDER)
                        ? rawPath.substring(basePath.length())
                        : rawPath;
        int slash = path.indexOf('/', FOLDER.length());
        if (!path.startsWith(FOLDER) || slash < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Verdict.Granted(
                            decoded(path.substring(FOLDER.length(), slash)),
                            decoded(path.substring(slash + 1))));
        } catch (IllegalArgumentException _) { // a percent sign without its digits
            return Optional.empty();
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    /// Nothing in it can stand for two things: the first two lines hold no newline.
    private String signature(String expires, String location, String objectKey) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.value().getBytes(UTF_8), "HmacSHA256"));
            byte[] hash =
                    mac.doFinal((expires + "\n" + location + "\n" + objectKey).getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }
}
