package ark.cli.backup;

import ark.api.v1.RequestPhase;
import ark.cli.output.CommandFailure;
import ark.cli.output.ExitCode;
import ark.cli.session.Kind;
import ark.cli.session.Polling;
import ark.cli.session.Session;
import ark.item.Item;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Waits until backups are gone, or the server says that they cannot go.
///
/// Of several requests for one backup the server works on one and deletes the others, so it is the
/// backup that is waited for.
final class DeletionWait {
    private final Session session;
    private final Duration limit;

    DeletionWait(Session session, Duration limit) {
        this.session = session;
        this.limit = limit;
    }

    /// Waits for all of them.
    ///
    /// @return `FAILED` when one of them stays
    ExitCode untilGone(List<Item> backups) {
        var waiting = new ArrayList<>(backups);
        var kept = new ArrayList<Item>();
        new Polling(session, limit)
                .until(
                        () -> {
                            waiting.removeIf(backup -> isSettled(backup, kept));
                            return waiting.isEmpty()
                                    ? Optional.of(ExitCode.DONE)
                                    : Optional.empty();
                        },
                        () -> gaveUp(waiting));
        return kept.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private boolean isSettled(Item backup, List<Item> kept) {
        String name = backup.key().name();
        if (isGone(backup)) {
            session.terminal().line("Backup \"" + name + "\" deleted.");
            return true;
        }
        List<String> errors = errors(name);
        if (errors.isEmpty() || isGone(backup)) { // gone between the two looks: the next one tells
            return false;
        }
        session.terminal()
                .complain(
                        "Backup \""
                                + name
                                + "\" could not be deleted: "
                                + String.join("; ", errors));
        kept.add(backup);
        return true;
    }

    private boolean isGone(Item backup) {
        return session.resources()
                .find(Kind.BACKUP, backup.key().name())
                .filter(now -> now.text("/metadata/uid").equals(backup.text("/metadata/uid")))
                .isEmpty();
    }

    /// What the server says about it when it has ended; empty while a request is open.
    private List<String> errors(String backup) {
        List<Item> requests =
                session.resources().list(Kind.DELETE_REQUEST, "").stream()
                        .filter(request -> request.text("/spec/backupName").equals(backup))
                        .toList();
        boolean open =
                requests.stream()
                        .anyMatch(
                                request ->
                                        !request.text("/status/phase")
                                                .equals(RequestPhase.PROCESSED.text()));
        return open
                ? List.of()
                : requests.stream()
                        .flatMap(request -> texts(request.at("/status/errors")))
                        .distinct()
                        .toList();
    }

    private static Stream<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText);
    }

    private CommandFailure gaveUp(List<Item> waiting) {
        List<String> names = waiting.stream().map(backup -> backup.key().name()).toList();
        return CommandFailure.gaveUp(
                "still there after " + limit.toSeconds() + " s: " + String.join(", ", names),
                "The server goes on. See: ark backup describe " + names.getFirst());
    }
}
