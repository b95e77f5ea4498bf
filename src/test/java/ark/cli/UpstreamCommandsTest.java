package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Scripts for other command lines of the family go on working: Velero 1.9.7's, with what came up
/// to 1.18, and Ark's.
///
/// Source of commands and flags: documentation of those versions.
class UpstreamCommandsTest {
    private static final String BACKUP_FLAGS =
            "--ttl --include-namespaces --exclude-namespaces --include-resources"
                    + " --exclude-resources --labels --storage-location"
                    + " --volume-snapshot-locations -l --selector --ordered-resources"
                    + " --csi-snapshot-timeout --snapshot-volumes --include-cluster-resources"
                    + " --default-volumes-to-restic -o --output --label-columns --show-labels"
                    + " --annotations --or-selector --include-cluster-scoped-resources"
                    + " --exclude-cluster-scoped-resources --include-namespace-scoped-resources"
                    + " --exclude-namespace-scoped-resources --snapshot-move-data --data-mover"
                    + " --default-volumes-to-fs-backup --item-operation-timeout"
                    + " --resource-policies-configmap --parallel-files-upload";
    private static final String TABLE = " -o --output -l --selector --label-columns --show-labels";
    private static final String CHOICE = " --all -l --selector --confirm";
    private static final String TLS = " --insecure-skip-tls-verify --cacert";

    private final CommandLine ark =
            new CommandTree(
                            new RootCommand(),
                            () -> {
                                throw new IllegalStateException("no command is run here");
                            })
                    .all();

    private CommandSpec command(String words) {
        CommandLine found = ark;
        for (String word : words.split(" ", -1)) {
            found =
                    Objects.requireNonNull(
                            found.getSubcommands().get(word), "there is no command " + words);
        }
        return found.getCommandSpec();
    }

    private static void assertTakes(CommandSpec command, String flags) {
        assertThat(
                        Stream.of(flags.strip().split(" +", -1))
                                .filter(flag -> command.findOption(flag) == null))
                .as(command.qualifiedName() + " lacks")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    backup create,          '-w --wait --from-schedule'
                    schedule create,        '--schedule --use-owner-references-in-backup --paused --skip-immediately'
                    """)
    void whatMakesBackupsTakesEveryFlagOfABackup(String words, String more) {
        assertTakes(command(words), BACKUP_FLAGS + " " + more);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backup get",
                "restore get",
                "schedule get",
                "backup-location get",
                "restic repo get",
                "repo get"
            })
    void everyListTakesTheFlagsOfLists(String words) {
        assertTakes(command(words), TABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backup delete",
                "restore delete",
                "schedule delete",
                "backup-location delete"
            })
    void everyDeletionTakesTheFlagsOfDeletions(String words) {
        assertTakes(command(words), CHOICE);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    backup describe,   '-l --selector --details --volume-details -o'
                    restore describe,  '-l --selector --details --volume-details'
                    backup logs,       '--timeout'
                    restore logs,      '--timeout'
                    backup download,   '-o --output --force --timeout'
                    """)
    void whatComesFromTheBucketTakesTheFlagsOfTransfers(String words, String flags) {
        assertTakes(command(words), flags + TLS);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    restore create,          '--from-backup --from-schedule --include-namespaces --exclude-namespaces --include-resources --exclude-resources --namespace-mappings --labels -l --selector --existing-resource-policy --status-include-resources --status-exclude-resources --restore-volumes --preserve-nodeports --include-cluster-resources --allow-partially-failed -w --wait -o --output --label-columns --show-labels --annotations --or-selector --item-operation-timeout --resource-modifier-configmap --write-sparse-files --parallel-files-download'
                    schedule describe,       '-l --selector'
                    schedule pause,          '--all -l --selector'
                    schedule unpause,        '--all -l --selector --skip-immediately'
                    backup-location create,  '--provider --bucket --prefix --config --labels --credential --default --cacert --backup-sync-period --validation-frequency --access-mode -o --output'
                    backup-location get,     '--default -l --selector -o --output'
                    backup-location set,     '--cacert --credential --default'
                    version,                 '--client-only --timeout'
                    uninstall,               '--force --wait'
                    install,                 '--dry-run -o --output --crds-only --wait'
                    restic init-repository,  '--key-file --key-data --key-size'
                    """)
    void everyOtherCommandTakesItsFlags(String words, String flags) {
        assertTakes(command(words), flags);
    }

    @ParameterizedTest
    @ValueSource(strings = {"completion", "client config get", "client config set", "server-less"})
    void theFlagsOfAllCommandsAreTakenEverywhere(String words) {
        CommandSpec any = words.equals("server-less") ? ark.getCommandSpec() : command(words);
        assertTakes(
                any,
                "-h --help -n --namespace --kubeconfig --kubecontext --features --colorized -v"
                        + " --logtostderr --alsologtostderr --vmodule --log_dir --stderrthreshold"
                        + " --log_backtrace_at");
    }

    @ParameterizedTest
    @CsvSource({
        "backup, backups, create get describe delete",
        "restore, restores, create get describe delete",
        "schedule, schedules, create get describe delete",
        "backup-location, backup-locations, create get delete",
    })
    void bothOrdersOfTheWordsAreOneCommand(String noun, String plural, String verbs) {
        for (String verb : verbs.split(" ", -1)) {
            CommandSpec nounFirst = command(noun + " " + verb);
            for (String name : List.of(noun, plural)) {
                CommandSpec verbFirst = command(verb + " " + name);
                assertThat(flags(verbFirst)).isEqualTo(flags(nounFirst));
                assertThat(arguments(verbFirst)).isEqualTo(arguments(nounFirst));
                assertThat(verbFirst.userObject().getClass())
                        .isEqualTo(nounFirst.userObject().getClass());
            }
        }
    }

    private static Set<String> flags(CommandSpec command) {
        return command.options().stream()
                .map(OptionSpec::names)
                .flatMap(Arrays::stream)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> arguments(CommandSpec command) {
        return command.positionalParameters().stream()
                .map(PositionalParamSpec::paramLabel)
                .toList();
    }
}
