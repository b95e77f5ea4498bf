package ark.restic;

import ark.item.InvalidJsonException;
import ark.item.Json;
import ark.restic.ResticException.Reason;
import ark.restic.ResticProcess.Ended;
import ark.restic.ResticProcess.OutputReader;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What restic prints on standard output, of each kind. Each object reads one output.
final class Output {
    /// Nobody looks at it.
    static final OutputReader IGNORED =
            output -> output.transferTo(OutputStream.nullOutputStream());

    private Output() {}

    /// One JSON object.
    static final class Document implements OutputReader {
        private static final int MAX_BYTES = 1024 * 1024;
        private byte[] text = new byte[0];

        @Override
        public void read(InputStream output) throws IOException {
            text = output.readNBytes(MAX_BYTES);
            output.transferTo(OutputStream.nullOutputStream());
        }

        JsonNode read(String doing) {
            try {
                return Json.object(text);
            } catch (InvalidJsonException e) {
                throw new ResticException(
                        Reason.FAILED, doing, "cannot understand restic's answer", e);
            }
        }
    }

    /// A list of snapshots: one array, of which one element at a time is held.
    static final class Snapshots implements OutputReader {
        /// A snapshot every minute for a year; above, it is no repository of ours.
        private static final int MAX = 500_000;

        private static final ObjectReader ONE_OF_MANY =
                Json.mapper().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

        private final List<Snapshot> found = new ArrayList<>();
        private volatile boolean begun;

        /// Of a restic that succeeded.
        ///
        /// @throws ResticException `FAILED` when it printed nothing at all
        List<Snapshot> found(String doing) {
            if (!begun) {
                throw new ResticException(Reason.FAILED, doing, "no list of snapshots", null);
            }
            return List.copyOf(found);
        }

        @Override
        public void read(InputStream output) throws IOException {
            try (JsonParser parser = Json.mapper().createParser(output)) {
                parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
                JsonToken first = parser.nextToken();
                if (first == null) {
                    return; // it failed, and says why elsewhere
                }
                if (first != JsonToken.START_ARRAY) {
                    throw new IOException("no list of snapshots");
                }
                begun = true;
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    if (found.size() == MAX) {
                        throw new IOException("more than " + MAX + " snapshots");
                    }
                    add(ONE_OF_MANY.readTree(parser));
                }
            }
            output.transferTo(OutputStream.nullOutputStream());
        }

        private void add(JsonNode json) throws IOException {
            String id = json.path("id").asText();
            found.add(
                    new Snapshot(
                            SnapshotId.parse(id)
                                    .orElseThrow(() -> new IOException("no snapshot id: " + id)),
                            time(json.path("time").asText()),
                            json.path("hostname").asText(""),
                            texts(json.path("paths")),
                            texts(json.path("tags"))));
        }
    }

    static Instant time(String text) throws IOException {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IOException("no time: " + text, e);
        }
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    /// The messages of a backup or a restore: a line each, of which only the last one stays.
    static final class Work implements OutputReader {
        private final Consumer<Progress> progress;
        private final String filesDone;
        private final String bytesDone;
        private @Nullable ObjectNode summary;

        Work(Consumer<Progress> progress, String filesDone, String bytesDone) {
            this.progress = progress;
            this.filesDone = filesDone;
            this.bytesDone = bytesDone;
        }

        @Override
        public void read(InputStream output) throws IOException {
            ResticProcess.lines(output, this::line);
        }

        private void line(byte[] line) {
            ObjectNode message;
            try {
                message = Json.object(line);
            } catch (InvalidJsonException _) { // a text for people
                return;
            }
            switch (message.path("message_type").asText()) {
                case "status" -> progress.accept(progress(message));
                case "summary" -> summary = message;
                default -> {} // of a newer restic
            }
        }

        private Progress progress(ObjectNode message) {
            return new Progress(
                    message.path(filesDone).asLong(),
                    message.path("total_files").asLong(),
                    message.path(bytesDone).asLong(),
                    message.path("total_bytes").asLong());
        }

        /// Whether restic came to its end.
        boolean ended() {
            return summary != null;
        }

        private ObjectNode summary(String doing) {
            ObjectNode last = summary;
            if (last == null) {
                throw new ResticException(
                        Reason.FAILED, doing, "restic ended without a summary", null);
            }
            return last;
        }

        /// The size of what was restored.
        Progress size(String doing) {
            return progress(summary(doing));
        }

        BackupOutcome backup(String doing, Ended ended) {
            ObjectNode last = summary(doing);
            long files = last.path("total_files_processed").asLong();
            long bytes = last.path("total_bytes_processed").asLong();
            long added = last.path("data_added_packed").asLong(last.path("data_added").asLong());
            var size = new Progress(files, files, bytes, bytes);
            SnapshotId id =
                    SnapshotId.parse(last.path("snapshot_id").asText())
                            .orElseThrow(
                                    () ->
                                            new ResticException(
                                                    Reason.FAILED,
                                                    doing,
                                                    "restic named no snapshot",
                                                    null));
            return ended.exitCode() == Endings.PARTIAL
                    ? new BackupOutcome.Partial(id, size, added, ended.complaints().problems())
                    : new BackupOutcome.Stored(id, size, added);
        }
    }
}
