package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cli.Shell.Result;
import ark.cli.output.ExitCode;
import ark.cli.session.ApiException;
import ark.cli.session.Kind;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Locations, `version`, `install`, `client config`, `completion`, and what a wrong command gets.
class OtherCommandsTest {
    @TempDir private Path folder;
    private Shell shell;

    @BeforeEach
    void shell() {
        shell = new Shell(folder);
    }

    @Test
    void aLocationIsCreatedAndTakesTheDefaultFromTheOther() throws IOException {
        Files.writeString(folder.resolve("ca.pem"), "PEM");
        shell.given(
                Kind.LOCATION, "metadata: {name: old, namespace: velero}\nspec: {default: true}");
        Result result =
                shell.run(
                        "backup-location",
                        "create",
                        "new",
                        "--provider",
                        "aws",
                        "--bucket",
                        "b",
                        "--prefix",
                        "p",
                        "--config",
                        "region=minio,s3Url=http://minio:9000",
                        "--credential=cloud-credentials=cloud",
                        "--cacert",
                        "ca.pem",
                        "--access-mode",
                        "ReadOnly",
                        "--backup-sync-period",
                        "0s",
                        "--validation-frequency",
                        "90s",
                        "--labels",
                        "a=b",
                        "--default");
        assertThat(result)
                .isEqualTo(
                        new Result(
                                0,
                                "Backup storage location \"new\" configured successfully.\n",
                                ""));
        assertThat(shell.api().stored(Kind.LOCATION, "new").path("spec"))
                .isEqualTo(
                        Yamls.tree(
                                """
                                provider: aws
                                config: {region: minio, s3Url: 'http://minio:9000'}
                                credential: {key: cloud, name: cloud-credentials}
                                objectStorage: {bucket: b, prefix: p, caCert: UEVN}
                                default: true
                                accessMode: ReadOnly
                                backupSyncPeriod: 0s
                                validationFrequency: 1m30s
                                """));
        assertThat(shell.api().stored(Kind.LOCATION, "old").at("/spec/default").asBoolean())
                .isFalse();
    }

    @Test
    void aLocationNeedsProviderAndBucket() {
        assertThat(shell.run("create", "backup-location", "x", "--access-mode", "readonly"))
                .isEqualTo(
                        new Result(
                                2,
                                "",
                                """
                                An error occurred: 3 problems:
                                  --provider is required
                                  --bucket is required
                                  --access-mode: invalid value: "readonly", must be one of \
                                ReadWrite, ReadOnly
                                Run 'ark backup-location create --help' for usage.
                                """));
    }

    @Test
    void settingALocationChangesOnlyWhatIsNamed() {
        shell.given(
                Kind.LOCATION,
                "metadata: {name: x, namespace: velero}\n"
                        + "spec: {default: true, objectStorage: {bucket: b, caCert: UEVN}}");
        shell.run("backup-location", "set", "x", "--credential", "s=k");
        assertThat(shell.api().stored(Kind.LOCATION, "x").path("spec"))
                .isEqualTo(
                        Yamls.tree(
                                "{default: true, objectStorage: {bucket: b, caCert: UEVN},"
                                        + " credential: {name: s, key: k}}"));
        assertThat(shell.run("backup-location", "set", "x").exitCode()).isEqualTo(2);
        assertThat(shell.run("backup-location", "set", "y", "--default").exitCode()).isEqualTo(1);
    }

    @Test
    void theServerTellsItsVersion() {
        shell.api().whenCreated(Kind.STATUS_REQUEST, r -> status(r, "v9.9.9\u001b[2J"));
        assertThat(shell.run("version"))
                .isEqualTo(
                        new Result(
                                0,
                                """
                                Client:
                                	Version: v0.0.0-dev
                                	Git commit: -
                                Server:
                                	Version: v9.9.9\\x1b[2J
                                # WARNING: the client version does not match the server version. \
                                Please update client
                                """,
                                ""));
    }

    private static ObjectNode status(ObjectNode request, String version) {
        request.putObject("status").put("phase", "Processed").put("serverVersion", version);
        return request;
    }

    @Test
    void aServerThatIsSilentIsNoFailureOfVersion() {
        Result result = shell.run("version", "--timeout", "2s");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .endsWith("<error getting server version: timed out waiting for server status>\n");
        assertThat(shell.run("version", "--client-only").out()).doesNotContain("erver");
    }

    @Test
    void definitionsAreInstalledAndAwaited() {
        shell.api()
                .whenCreated(
                        Kind.CUSTOM_RESOURCE,
                        definition -> {
                            var conditions = definition.putObject("status").putArray("conditions");
                            for (String type : new String[] {"Established", "NamesAccepted"}) {
                                conditions.addObject().put("type", type).put("status", "True");
                            }
                            return definition;
                        });
        Result result = shell.run("install", "--crds-only");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains("CustomResourceDefinition/backups.velero.io: created\n")
                .endsWith("The custom resources are installed.\n");
        assertThat(shell.run("install", "--crds-only").out()).contains("already exists");
    }

    @Test
    void definitionsThatAreNeverEstablishedAreGivenUp() {
        Result result = shell.run("install", "--crds-only");
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).startsWith("An error occurred: timeout reached, CRDs not ready: ");
    }

    @Test
    void aDryRunPrintsOneListAndSendsNothing() {
        ObjectNode list =
                Yamls.object(shell.run("install", "--crds-only", "--dry-run", "-o", "json").out());
        assertThat(list.path("kind").asText()).isEqualTo("List");
        assertThat(list.path("items").size()).isGreaterThan(10);
        assertThat(Yamls.object(shell.run("install", "--crds-only", "--dry-run", "-oyaml").out()))
                .isEqualTo(list);
        assertThat(shell.targets).isEmpty();
        assertThat(shell.run("install", "--crds-only", "-o", "table").err())
                .contains("'table' format is not supported with 'install' command");
        assertThat(shell.run("install").exitCode()).isEqualTo(2);
    }

    @Test
    void theNamespaceIsTheFlagsThenTheFilesThenTheEnvironments() throws IOException {
        assertThat(shell.run("backup", "get", "x").err()).contains("In namespace \"velero\"");
        shell.environment.put("VELERO_NAMESPACE", "env");
        assertThat(shell.run("backup", "get", "x").err()).contains("In namespace \"env\"");
        Path file = folder.resolve(".config/velero/config.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"namespace\": \"file\"}");
        assertThat(shell.run("backup", "get", "x").err()).contains("In namespace \"file\"");
        shell.run("client", "config", "set", "namespace=own", "bad", "cacert=x");
        assertThat(shell.run("backup", "get", "x").err()).contains("In namespace \"own\"");
        assertThat(shell.run("-n", "flag", "backup", "get", "x").err())
                .contains("In namespace \"flag\"");
        assertThat(shell.run("backup", "get", "x", "--namespace=flag2").err())
                .contains("In namespace \"flag2\"");
        assertThat(shell.run("client", "config", "get").out())
                .isEqualTo("cacert: x\nnamespace: own\n");
        shell.run("client", "config", "set", "cacert=");
        assertThat(shell.run("client", "config", "get", "cacert").out())
                .isEqualTo("cacert: <NOT SET>\n");
    }

    @Test
    void anUnreadableConfigurationIsAWarning() throws IOException {
        Path file = folder.resolve(".config/ark/config.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{");
        Result result = shell.run("backup", "get");
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).startsWith("WARNING: Error reading config file: ");
    }

    @Test
    void theClusterIsTheOneThatIsNamed() {
        shell.run("--kubeconfig", "/k", "backup", "get", "--kubecontext=prod", "-v", "4");
        assertThat(shell.targets).containsExactly(new RootCommand.Target("/k", "prod"));
    }

    @Test
    void aWrongCommandLineIsTwoLinesAndTwo() {
        assertThat(shell.run("backup", "get", "--nope"))
                .isEqualTo(
                        new Result(
                                2,
                                "",
                                """
                                An error occurred: unknown flag: --nope
                                Run 'ark backup get --help' for usage.
                                """));
        assertThat(shell.run("backup", "logs").err())
                .startsWith("An error occurred: NAME is required\n");
        assertThat(shell.run("backup", "logs", "a", "b").err())
                .startsWith("An error occurred: too many arguments: b\n");
        assertThat(shell.run("backups").err())
                .startsWith("An error occurred: unknown command \"backups\" for \"ark\"");
        assertThat(shell.run("backup", "creat", "x").err())
                .startsWith("An error occurred: unknown command \"creat\" for \"ark backup\"");
    }

    @Test
    void everyHelpListsTheExitCodes() {
        for (String[] words :
                new String[][] {
                    {"--help"}, {"backup", "-h"}, {"backup", "create", "--help"}, {"get", "--help"}
                }) {
            Result help = shell.run(words);
            assertThat(help.exitCode()).isZero();
            for (ExitCode code : ExitCode.values()) {
                assertThat(help.out()).contains(code.number() + "").contains(code.meaning());
            }
        }
        assertThat(shell.targets).isEmpty();
    }

    @Test
    void anErrorHasNoStackTraceUnlessItIsAskedFor() {
        shell.api().failNext(Kind.BACKUP, new IllegalStateException("oops\u001b[2J"));
        Result result = shell.run("backup", "get");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo(
                        "An error occurred: this should not have happened:"
                                + " java.lang.IllegalStateException: oops\\x1b[2J\n"
                                + "Please report it, with what --log-level debug prints.\n");
        shell.api().failNext(Kind.BACKUP, new IllegalStateException("oops"));
        assertThat(shell.run("backup", "get", "--log-level", "debug").err())
                .contains("\tat ark.cli.");
        shell.api()
                .failNext(
                        Kind.BACKUP,
                        new ApiException(ApiException.Reason.DENIED, "not you", "Ask.", null));
        assertThat(shell.run("backup", "get").err())
                .isEqualTo("An error occurred: not you\nAsk.\n");
    }

    @Test
    void shellsGetTheirCompletions() {
        assertThat(shell.run("completion", "bash").out()).contains("_complete_ark");
        assertThat(shell.run("completion", "zsh").out()).startsWith("#compdef ark\n");
        assertThat(shell.run("completion", "fish").out())
                .contains("-l details -d 'With every")
                .contains("-l ttl -r -d 'How long");
        assertThat(shell.run("completion", "fish").out())
                .contains("complete -c ark -n '__fish_seen_subcommand_from backup' -a create");
        assertThat(shell.run("completion", "tcsh"))
                .isEqualTo(
                        new Result(1, "Invalid shell specified, specify bash, zsh, or fish\n", ""));
    }

    @Test
    void aRestoreNeedsOneSource() {
        assertThat(shell.run("restore", "create").err())
                .startsWith(
                        "An error occurred: either a backup or schedule must be specified, but not"
                                + " both\n");
        shell.given(
                Kind.BACKUP,
                "metadata: {name: b1, namespace: velero}\nspec: {storageLocation: default}");
        assertThat(shell.run("restore", "create", "--from-backup", "b7"))
                .isEqualTo(
                        new Result(
                                1,
                                "",
                                """
                                An error occurred: no backup named "b7"
                                In location "default" there are b1.
                                """));
        assertThat(shell.run("restore", "create", "--from-schedule", "s").err())
                .startsWith("An error occurred: No backups found for the schedule s\n");
    }

    @Test
    void aRestoreHasAllItsFlags() {
        shell.given(Kind.BACKUP, "metadata: {name: b1, namespace: velero}");
        Result result =
                shell.run(
                        "restore",
                        "create",
                        "--from-backup",
                        "b1",
                        "--include-namespaces",
                        "shop",
                        "--namespace-mappings",
                        "shop:shop2",
                        "--existing-resource-policy=update",
                        "--status-include-resources",
                        "*",
                        "--restore-volumes=false",
                        "--preserve-nodeports",
                        "--write-sparse-files",
                        "--resource-modifier-configmap",
                        "m");
        assertThat(result.out())
                .isEqualTo(
                        """
                        Restore request "b1-20261121161517" submitted successfully.
                        Run `ark restore describe b1-20261121161517` or `ark restore logs \
                        b1-20261121161517` for more details.
                        """);
        assertThat(shell.api().stored(Kind.RESTORE, "b1-20261121161517").path("spec"))
                .isEqualTo(
                        Yamls.tree(
                                """
                                backupName: b1
                                includedNamespaces: [shop]
                                namespaceMapping: {shop: shop2}
                                restorePVs: false
                                restoreStatus: {includedResources: ['*']}
                                preserveNodePorts: true
                                existingResourcePolicy: update
                                resourceModifier: {kind: configmap, name: m}
                                uploaderConfig: {writeSparseFiles: true}
                                """));
        assertThat(
                        shell.run(
                                        "restore",
                                        "create",
                                        "--from-backup",
                                        "b1",
                                        "--existing-resource-policy",
                                        "x")
                                .err())
                .contains("it accepts only none, update as value");
    }

    @Test
    void theNewestOfASeriesMayBeAPartialOne() {
        for (int i = 1; i < 4; i++) {
            shell.given(
                    Kind.BACKUP,
                    """
                    metadata: {name: s-%d, namespace: velero, labels: {velero.io/schedule-name: s}}
                    status: {phase: %s, startTimestamp: '2026-11-0%dT00:00:00Z'}
                    """
                            .formatted(i, i == 3 ? "Failed" : "PartiallyFailed", i));
        }
        shell.run("restore", "create", "r1", "--from-schedule", "s", "--allow-partially-failed");
        shell.run("restore", "create", "r2", "--from-schedule", "s");
        assertThat(shell.api().stored(Kind.RESTORE, "r1").at("/spec/backupName").asText())
                .isEqualTo("s-2");
        assertThat(shell.api().stored(Kind.RESTORE, "r2").at("/spec/scheduleName").asText())
                .isEqualTo("s");
    }
}
