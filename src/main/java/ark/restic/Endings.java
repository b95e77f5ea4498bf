package ark.restic;

import ark.restic.ResticException.Reason;
import ark.restic.ResticProcess.Ended;
import java.util.List;
import java.util.regex.Pattern;

/// From the end of a process to an exception.
///
/// Source: restic 0.18 manual, "Scripting", exit codes.
final class Endings {
    static final int PARTIAL = 3;
    static final int NO_REPOSITORY = 10;
    static final int LOCKED = 11;
    static final int WRONG_PASSWORD = 12;
    static final int CANCELLED = 130;

    /// As the exit codes of processes that a signal ended begin; 9 more is a kill.
    private static final int SIGNAL = 128;

    private static final int KILL = SIGNAL + 9;

    /// Words of Go's network library and of the stores, which one exit code stands for.
    private record Words(Reason reason, Pattern pattern) {}

    private static final List<Words> WORDS =
            List.of(
                    new Words(
                            Reason.FULL,
                            Pattern.compile(
                                    "no space left on device|disk quota exceeded|QuotaExceeded"
                                            + "|minimum free drive threshold")),
                    new Words(
                            Reason.DENIED,
                            Pattern.compile(
                                    "Access ?Denied|SignatureDoesNotMatch|signature we calculated"
                                            + "|InvalidAccessKeyId|Authori[sz]ationFail"
                                            + "|AuthenticationFailed|no credentials found"
                                            + "|[Pp]ermission denied|403 Forbidden"
                                            + "|access key .* does not exist"
                                            + "|oauth2:|invalid_grant")),
                    new Words(
                            Reason.UNREACHABLE,
                            Pattern.compile(
                                    "dial tcp|no such host|connection refused|connection reset"
                                            + "|broken pipe|i/o timeout|TLS handshake|x509:"
                                            + "|certificate|deadline exceeded|unreachable"
                                            + "|no route to host|server misbehaving|: EOF"
                                            + "|Service Unavailable|SlowDown|ServerBusy"
                                            + "|Server not initialized")));

    private Endings() {}

    /// @param doing what was tried, with the repository
    static ResticException failure(String doing, Ended ended) {
        String words = ended.complaints().words();
        if (ended.timedOut()) {
            String last = ended.complaints().lastRetried();
            return of(
                    reason(last, Reason.UNREACHABLE),
                    doing,
                    last.isEmpty() ? "no answer in time" : last);
        }
        return switch (ended.exitCode()) {
            case NO_REPOSITORY -> of(Reason.NO_REPOSITORY, doing, "there is no repository there");
            case LOCKED -> of(Reason.LOCKED, doing, words);
            case WRONG_PASSWORD -> of(Reason.WRONG_PASSWORD, doing, "wrong password");
            case CANCELLED -> of(Reason.KILLED, doing, "restic was interrupted: " + words);
            case KILL ->
                    of(
                            Reason.KILLED,
                            doing,
                            "restic was killed (signal 9), as a memory limit does");
            default ->
                    ended.exitCode() > SIGNAL
                            ? of(
                                    Reason.KILLED,
                                    doing,
                                    "restic was killed (signal %d)"
                                            .formatted(ended.exitCode() - SIGNAL))
                            : of(reason(words, Reason.FAILED), doing, said(words, ended));
        };
    }

    private static ResticException of(Reason reason, String doing, String detail) {
        return new ResticException(reason, doing, detail, null);
    }

    private static Reason reason(String words, Reason otherwise) {
        return WORDS.stream()
                .filter(known -> known.pattern().matcher(words).find())
                .map(Words::reason)
                .findFirst()
                .orElse(otherwise);
    }

    private static String said(String words, Ended ended) {
        return words.isEmpty() ? "restic ended with exit code " + ended.exitCode() : words;
    }
}
