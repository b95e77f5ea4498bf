package ark.cli.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// What a time zone is called at some time: `UTC`, `CET`, `CEST`, `-03`.
///
/// Go takes the words from the system's zone files, so they are read here too: Java's own are other
/// ones (`BRT` for `-03`) and slow to load. Source of the format: RFC 8536.
final class ZoneNames {
    private static final Path ZONE_FILES = Path.of("/usr/share/zoneinfo");
    private static final int HEADER_BYTES = 44;

    /// The largest zone file there is has 4 KiB.
    private static final long MAX_BYTES = 256 * 1024;

    private final ZoneId zone;
    private final Path folder;

    ZoneNames(ZoneId zone) {
        this(zone, ZONE_FILES);
    }

    ZoneNames(ZoneId zone, Path folder) {
        this.zone = zone;
        this.folder = folder;
    }

    String at(ZonedDateTime time) {
        if (zone instanceof ZoneOffset || zone.getId().equals("UTC")) {
            return time.getOffset().getTotalSeconds() == 0
                    ? "UTC"
                    : DateTimeFormatter.ofPattern("xx", Locale.ROOT).format(time);
        }
        return fromFile(time).orElseGet(() -> zone.getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
    }

    private Optional<String> fromFile(ZonedDateTime time) {
        Path file = folder.resolve(zone.getId());
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                return Optional.empty();
            }
            return new ZoneFile(Files.readAllBytes(file)).name(time);
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // a name is not worth a failure
        }
    }

    /// The kinds of local time in a zone file: offset, whether it is summer time, and the word; and
    /// when each began.
    private static final class ZoneFile {
        private final ByteBuffer bytes;
        private final int transitions;
        private final int kinds;
        private final int start;

        ZoneFile(byte[] file) {
            bytes = ByteBuffer.wrap(file);
            // The first block has 32-bit times and may be empty; the second one has all.
            int second = HEADER_BYTES + bytesOfFirstBlock();
            transitions = bytes.getInt(second + 32);
            kinds = bytes.getInt(second + 36);
            start = second + HEADER_BYTES;
        }

        private int bytesOfFirstBlock() {
            return bytes.getInt(32) * 5
                    + bytes.getInt(36) * 6
                    + bytes.getInt(40)
                    + bytes.getInt(28) * 8
                    + bytes.getInt(24)
                    + bytes.getInt(20);
        }

        /// The word that was last used for this offset; the file may end before this time.
        Optional<String> name(ZonedDateTime time) {
            Optional<String> found = Optional.empty();
            for (int kind = 0; kind < kinds && found.isEmpty(); kind++) {
                found = wordIfSame(kind, time);
            }
            for (int i = 0; i < transitions; i++) {
                if (bytes.getLong(start + i * 8) > time.toEpochSecond()) {
                    break;
                }
                int kind = bytes.get(start + transitions * 8 + i) & 0xff;
                found = wordIfSame(kind, time).or(orElse(found));
            }
            return found;
        }

        private static Supplier<Optional<String>> orElse(Optional<String> found) {
            return () -> found;
        }

        private Optional<String> wordIfSame(int kind, ZonedDateTime time) {
            boolean summer = time.getZone().getRules().isDaylightSavings(time.toInstant());
            int at = start + transitions * 9 + kind * 6;
            return bytes.getInt(at) == time.getOffset().getTotalSeconds()
                            && (bytes.get(at + 4) != 0) == summer
                    ? Optional.of(
                            word(start + transitions * 9 + kinds * 6 + (bytes.get(at + 5) & 0xff)))
                    : Optional.empty();
        }

        private String word(int from) {
            int end = from;
            while (bytes.get(end) != 0) {
                end++;
            }
            return new String(bytes.array(), from, end - from, StandardCharsets.US_ASCII);
        }
    }
}
