package ark.cli.session;

import ark.api.v1.DownloadKind;
import ark.api.v1.Labels;
import ark.cli.output.CommandFailure;
import ark.cli.output.ExitCode;
import ark.cli.output.HumanTime;
import ark.cli.output.Quantity;
import ark.cli.output.Terminal;
import ark.item.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `--wait`: follows a backup or restore to its end and tells how it went.
///
/// On a terminal a bar moves; elsewhere the sentences of the reference are printed, a dot a second,
/// and on standard error a line every ten.
public final class Follow {
    /// More messages than this are for `describe`.
    private static final int MESSAGES_TOLD = 10;

    private final Session session;
    private final Work work;
    private final String name;

    /// What backups and restores do not share.
    ///
    /// @param doneField of `status.progress`: `itemsBackedUp`
    /// @param doneWord what has become of the items: `stored`
    /// @param volumes the kind that has one object per volume
    /// @param volumesLabel the label of those objects that names the backup or restore
    public record Work(
            Kind kind,
            String doneField,
            String doneWord,
            Kind volumes,
            String volumesLabel,
            DownloadKind results) {
        /// `backup`.
        String word() {
            return kind.kind().toLowerCase(Locale.ROOT);
        }
    }

    /// The volumes of a backup or restore, as far as they are.
    record Volumes(List<Item> items) {
        static final Volumes NONE = new Volumes(List.of());

        /// @throws ApiException when they cannot be listed
        static Volumes of(Session session, Work work, String name) {
            String selector = work.volumesLabel() + "=" + Labels.value(name);
            return new Volumes(session.resources().list(work.volumes(), selector));
        }

        int count() {
            return items.size();
        }

        long in(String... phases) {
            return items.stream().filter(volume -> List.of(phases).contains(phase(volume))).count();
        }

        long ended() {
            return in("Completed", "Failed", "Canceled");
        }

        long bytesDone() {
            return sum("/status/progress/bytesDone");
        }

        long bytesTotal() {
            return sum("/status/progress/totalBytes");
        }

        private long sum(String pointer) {
            return items.stream().mapToLong(volume -> volume.at(pointer).asLong()).sum();
        }

        /// `3 of 12  1.9 of 5.4 GiB  61 MiB/s  58 s left`, as far as it is known.
        String progress(Duration since) {
            var text = new StringBuilder(ended() + " of " + count());
            long total = bytesTotal();
            if (total > 0) {
                text.append("  ").append(Quantity.bytesOf(bytesDone(), total));
            }
            long perSecond = since.toSeconds() < 1 ? 0 : bytesDone() / since.toSeconds();
            if (perSecond > 0 && ended() < count()) {
                text.append("  ").append(Quantity.bytes(perSecond)).append("/s");
                Duration left = Duration.ofSeconds((total - bytesDone()) / perSecond);
                if (left.isPositive()) {
                    text.append("  ").append(HumanTime.took(left).replaceFirst("\\.\\d s", " s"));
                    text.append(" left");
                }
            }
            return text.toString();
        }

        /// `shop/postgres-0/data`: one that is being worked on; "" when there is none.
        String running() {
            return items.stream()
                    .filter(volume -> phase(volume).equals("InProgress"))
                    .findFirst()
                    .map(Volumes::path)
                    .orElse("");
        }

        List<String> failures() {
            return items.stream()
                    .filter(volume -> phase(volume).equals("Failed"))
                    .map(volume -> path(volume) + "  " + volume.text("/status/message"))
                    .sorted()
                    .toList();
        }

        private static String phase(Item volume) {
            return volume.text("/status/phase");
        }

        private static String path(Item volume) {
            return volume.text("/spec/pod/namespace")
                    + "/"
                    + volume.text("/spec/pod/name")
                    + "/"
                    + volume.text("/spec/volume");
        }
    }

    public Follow(Session session, Work work, String name) {
        this.session = session;
        this.work = work;
        this.name = name;
    }

    /// Waits for the end.
    ///
    /// @return done, failed or partially failed
    /// @throws CommandFailure when it is deleted, or the time is over
    public ExitCode toTheEnd(WaitFlags.Settings settings) {
        Terminal terminal = session.terminal();
        FollowView view =
                terminal.interactive()
                        ? new FollowBars(session, work, name)
                        : new FollowDots(session, work, name);
        Item end;
        try (var _ = session.surroundings().machine().interrupts().run(() -> farewell(view))) {
            view.begin();
            end = new Waiting(session, work.kind(), name, settings.limit()).untilFinal(view::seen);
        } catch (CommandFailure | ApiException e) {
            view.stop();
            throw e;
        }
        view.end(end);
        return judge(end);
    }

    /// The terminal has just written `^C` wherever the cursor was.
    private void farewell(FollowView view) {
        view.stop();
        if (session.terminal().interactive()) {
            session.terminal().complain("");
        }
        session.terminal()
                .complain(
                        "Stopped waiting. The "
                                + work.word()
                                + " goes on; follow it: ark "
                                + work.word()
                                + " describe "
                                + name);
    }

    private ExitCode judge(Item end) {
        String phase = end.text("/status/phase");
        return switch (phase) {
            case "Completed" -> ExitCode.DONE;
            case "PartiallyFailed" -> {
                Volumes volumes = volumes();
                var lines = new ArrayList<String>(volumes.failures());
                lines.addAll(messages());
                tell("partially failed: " + counts(end, volumes) + ".", lines);
                yield ExitCode.PARTIALLY_FAILED;
            }
            case "FailedValidation" -> {
                tell("was refused:", texts(end, "/status/validationErrors"));
                yield ExitCode.FAILED;
            }
            default -> {
                String reason = end.text("/status/failureReason");
                tell("failed" + (reason.isEmpty() ? "." : ": " + reason), List.of());
                yield ExitCode.FAILED;
            }
        };
    }

    private void tell(String what, List<String> details) {
        Terminal terminal = session.terminal();
        String noun = work.kind().kind();
        terminal.complain(noun + " \"" + name + "\" " + what);
        details.stream().limit(MESSAGES_TOLD).forEach(line -> terminal.complain("  " + line));
        if (details.size() > MESSAGES_TOLD) {
            terminal.complain("  and " + (details.size() - MESSAGES_TOLD) + " more");
        }
        terminal.complain(
                "See: ark "
                        + work.word()
                        + " describe "
                        + name
                        + " --details; ark "
                        + work.word()
                        + " logs "
                        + name);
    }

    private Volumes volumes() {
        try {
            return Volumes.of(session, work, name);
        } catch (ApiException e) {
            return Volumes.NONE; // the phase has been told
        }
    }

    private String counts(Item end, Volumes volumes) {
        long done = end.at("/status/progress/" + work.doneField()).asLong();
        long total = end.at("/status/progress/totalItems").asLong();
        String items = Quantity.count(done) + " of " + Quantity.of(total, "item");
        if (volumes.count() > 0) {
            items +=
                    " and "
                            + volumes.in("Completed")
                            + " of "
                            + Quantity.of(volumes.count(), "volume");
        }
        return items + (total == 1 && volumes.count() == 0 ? " is " : " are ") + work.doneWord();
    }

    private List<String> messages() {
        try {
            return new TransferFlags.Settings(Duration.ofSeconds(20), false, "")
                    .downloads(session, "")
                    .document(work.results(), name)
                    .map(results -> Messages.of(results, "errors").all())
                    .orElse(List.of());
        } catch (CommandFailure | ApiException e) {
            return List
                    .of(); // the phase has been told; describe tells what is wrong with the store
        }
    }

    private static List<String> texts(Item item, String pointer) {
        return item.at(pointer).valueStream().map(node -> node.asText()).toList();
    }
}
