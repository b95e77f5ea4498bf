package ark.server;

import static org.assertj.core.api.Assertions.assertThat;

import ark.backupstore.RunLog;
import ark.process.GivenFlags;
import ark.server.ServerSettings.Part;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class ServerSettingsTest {
    @Test
    void withoutFlagsItIsAsUpstream() {
        ServerSettings settings = settings();
        assertThat(settings.namespace()).isEqualTo("velero");
        assertThat(settings.listeners().metrics()).hasToString(":8085");
        assertThat(settings.listeners().downloads().orElseThrow()).hasToString(":8086");
        assertThat(settings.locations().syncPeriod()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.locations().defaultLocation()).isEqualTo("default");
        assertThat(settings.runs().ttl()).isEqualTo(Duration.ofDays(30));
        assertThat(settings.off()).isEmpty();
        assertThat(settings.log().ofRuns())
                .isEqualTo(new RunLog.Settings(RunLog.Format.TEXT, Level.INFO));
    }

    @Test
    void theNamespaceComesFromTheFlagElseFromTheEnvironment() {
        Map<String, String> variables = Map.of("VELERO_NAMESPACE", "backups");
        assertThat(ServerSettings.of(parse(), variables).namespace()).isEqualTo("backups");
        assertThat(ServerSettings.of(parse("-n", "ark"), variables).namespace()).isEqualTo("ark");
    }

    @Test
    void restoreOnlyTurnsOffWhatMakesAndDeletesBackups() {
        assertThat(settings("--restore-only").off())
                .containsExactlyInAnyOrder(
                        Part.BACKUP, Part.BACKUP_DELETION, Part.SCHEDULE, Part.GC);
    }

    @Test
    void partsCanBeTurnedOffAlsoThoseThatOnlyUpstreamHas() {
        ServerSettings settings = settings("--disable-controllers=backup-sync,gc,schedule");
        assertThat(settings.off())
                .containsExactlyInAnyOrder(Part.BACKUP_SYNC, Part.SCHEDULE, Part.GC);
        assertThat(settings.locations().syncing()).isFalse();
    }

    @Test
    void everyProblemOfEveryFlagIsNamed() {
        GivenFlags flags =
                parse(
                        "--disable-controllers=backup,coffee",
                        "--default-backup-ttl=-1h",
                        "--backup-sync-period=-1m",
                        "--concurrent-backups=0",
                        "--fs-backup-timeout=soon",
                        "--default-volume-snapshot-locations=aws:one,gcp",
                        "--metrics-address=",
                        "--log-level=loud");
        ServerSettings.of(flags, Map.of());
        assertThat(flags.problems())
                .containsExactlyInAnyOrder(
                        "--disable-controllers: the server has no part \"coffee\"",
                        "--default-backup-ttl: must be positive",
                        "--backup-sync-period: must not be negative",
                        "--concurrent-backups: must be a whole number from 1, is \"0\"",
                        "--fs-backup-timeout: time: invalid duration \"soon\" (examples: 90s,"
                                + " 1h30m)",
                        "--default-volume-snapshot-locations: must be pairs as key:value, has"
                                + " \"gcp\"",
                        "--metrics-address: must not be empty",
                        "--log-level: must be one of trace, debug, info, warning, error, fatal,"
                                + " panic, is \"loud\"");
    }

    @Test
    void everyFlagOfUpstreamIsAccepted() {
        GivenFlags flags =
                parse(
                        "--log-level=info",
                        "--plugin-dir=/plugins",
                        "--restic-timeout=4h",
                        "--fs-backup-timeout=4h",
                        "--restore-resource-priorities=pods,-,services",
                        "--default-volume-snapshot-locations=aws:one",
                        "--client-qps=20",
                        "--client-burst=30",
                        "--client-page-size=0",
                        "--profiler-address=",
                        "--default-restic-prune-frequency=168h",
                        "--default-repo-maintain-frequency=1h",
                        "--garbage-collection-frequency=60m",
                        "--default-volumes-to-restic=false",
                        "--default-volumes-to-fs-backup=true",
                        "--features=",
                        "--item-operation-sync-frequency=10s",
                        "--default-item-operation-timeout=4h",
                        "--resource-timeout=10m",
                        "--uploader-type=kopia",
                        "--max-concurrent-k8s-connections=30",
                        "--default-snapshot-move-data=false",
                        "--disable-informer-cache=false",
                        "--schedule-skip-immediately=false",
                        "--backup-repository-configmap=x",
                        "--repo-maintenance-job-configmap=x",
                        "--volume-group-snapshot-label-key=x",
                        "--item-block-worker-count=1",
                        "--concurrent-backups=2");
        ServerSettings.of(flags, Map.of());
        assertThat(flags.problems()).isEmpty();
    }

    private static ServerSettings settings(String... arguments) {
        return ServerSettings.of(parse(arguments), Map.of());
    }

    private static GivenFlags parse(String... arguments) {
        return GivenFlags.parse("server", Flags.ALL, List.of(arguments));
    }
}
