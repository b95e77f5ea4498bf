package ark.restic;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The arguments of one command, options first, operands behind `--`.
final class Arguments {
    private final List<String> command;
    private final List<String> options = new ArrayList<>();
    private final List<String> operands = new ArrayList<>();

    private Arguments(List<String> command) {
        this.command = command;
    }

    /// @param command `backup`; or two words, as `cat config`
    static Arguments of(String... command) {
        return new Arguments(List.of(command));
    }

    Arguments option(String option) {
        options.add(option);
        return this;
    }

    Arguments operand(String operand) {
        operands.add(operand);
        return this;
    }

    /// For messages.
    String name() {
        return String.join(" ", command);
    }

    /// The whole of it for a repository.
    ///
    /// @param folder with the run's files, on this side
    List<String> forRepository(Repository repository, Launch launch, Path folder, Duration retry) {
        String files = launch.seen(folder);
        String cache = launch.cache();
        var all = new ArrayList<String>();
        all.add(command.getFirst());
        all.add("--repo=" + launch.seen(repository.address()));
        all.add("--password-file=" + files + "/" + ResticRun.PASSWORD_FILE);
        if (!repository.access().caCertificates().isEmpty()) {
            all.add("--cacert=" + files + "/" + ResticRun.CERTIFICATES_FILE);
        }
        if (repository.access().skipTlsVerify()) {
            all.add("--insecure-tls");
        }
        all.add(cache.isEmpty() ? "--no-cache" : "--cache-dir=" + cache);
        all.add(repository.readOnly() ? "--no-lock" : "--retry-lock=" + retry.toSeconds() + "s");
        all.add("--json");
        all.addAll(options);
        all.add("--");
        all.addAll(command.subList(1, command.size()));
        all.addAll(operands);
        return all;
    }
}
