package ark.cli.session;

import ark.api.v1.DownloadKind;
import ark.cli.output.CommandFailure;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Files of backups and restores in their bucket, by way of a `DownloadRequest`: the server answers
/// with a signed address, and a plain GET fetches the file.
public final class Downloads {
    /// What a list or a result file may unpack to. A list of a million objects has 60 MiB.
    private static final long MAX_DOCUMENT_BYTES = 256L * 1024 * 1024;

    /// What a log may unpack to.
    private static final long MAX_LOG_BYTES = 8L * 1024 * 1024 * 1024;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    private static final int LONGEST_NAME = 253;

    private final Session session;
    private final Transfer transfer;
    private final Duration limit;

    /// Downloads for one run of a command.
    ///
    /// @param limit how long the server may take to answer, and the store to send its next byte
    public Downloads(Session session, Transfer transfer, Duration limit) {
        this.session = session;
        this.transfer = transfer;
        this.limit = limit;
    }

    /// A file as it is in the bucket; nothing when it is not there. The caller closes it.
    ///
    /// @param name of the backup or restore
    /// @throws CommandFailure when the server does not answer in time, or the store refuses
    public Optional<InputStream> open(DownloadKind kind, String name) {
        String request = request(kind, name);
        try {
            return transfer.open(address(request, kind, name), limit);
        } finally {
            forget(request); // an address that opens a backup should not lie about
        }
    }

    /// A log, unpacked while it is read; nothing when it is not there. The caller closes it.
    public Optional<InputStream> openLog(DownloadKind kind, String name) {
        return open(kind, name).map(stream -> new Unzipped(stream, MAX_LOG_BYTES));
    }

    /// A small JSON file; nothing when it is not there.
    ///
    /// @throws CommandFailure also when it is no JSON or unreasonably large
    public Optional<JsonNode> document(DownloadKind kind, String name) {
        Optional<InputStream> file = open(kind, name);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream json = new Unzipped(file.get(), MAX_DOCUMENT_BYTES)) {
            return Optional.of(Json.mapper().readTree(json));
        } catch (IOException e) {
            String what = kind.text() + " of \"" + name + "\" cannot be read: " + e.getMessage();
            throw CommandFailure.failed(what, "It was damaged or exchanged in the bucket.", e);
        }
    }

    /// Asks for an address, and gives the request's name.
    private String request(DownloadKind kind, String name) {
        String uuid = session.surroundings().machine().uuids().get();
        int room = LONGEST_NAME - uuid.length() - 1;
        String request = name.substring(0, Math.min(name.length(), room)) + "-" + uuid;
        Resources resources = session.resources();
        ObjectNode object = resources.newObject(Kind.DOWNLOAD_REQUEST, request, Map.of(), Map.of());
        object.putObject("spec").putObject("target").put("kind", kind.text()).put("name", name);
        resources.create(Kind.DOWNLOAD_REQUEST, object);
        return request;
    }

    private String address(String request, DownloadKind kind, String name) {
        Instant deadline = session.now().plus(limit);
        Duration pause = FIRST_PAUSE;
        while (session.now().isBefore(deadline)) {
            String url =
                    session.resources()
                            .find(Kind.DOWNLOAD_REQUEST, request)
                            .map(item -> item.text("/status/downloadURL"))
                            .orElse("");
            if (!url.isEmpty()) {
                return url;
            }
            session.sleep(pause);
            pause =
                    pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                            ? pause.multipliedBy(2)
                            : LONGEST_PAUSE;
        }
        throw CommandFailure.gaveUp(
                "download request download url timeout: no address for "
                        + kind.text()
                        + " of \""
                        + name
                        + "\" within "
                        + limit.toSeconds()
                        + " s",
                "Does a server run in namespace \""
                        + session.namespace()
                        + "\", and is the location available? See: ark backup-location get");
    }

    private void forget(String request) {
        try {
            session.resources().delete(Kind.DOWNLOAD_REQUEST, request);
        } catch (ApiException e) {
            // The server deletes it when it has expired.
        }
    }
}
