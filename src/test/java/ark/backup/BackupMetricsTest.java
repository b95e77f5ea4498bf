package ark.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.Backup;
import ark.cluster.Fault;
import ark.item.Item;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupMetricsTest {
    @TempDir private Path scratch;
    private BackupWorld world;

    @BeforeEach
    void makeWorld() {
        world = new BackupWorld(scratch);
        world.add("namespaces foo");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static String scrape(PrometheusRegistry registry) throws IOException {
        var text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, registry.scrape());
        return text.toString(StandardCharsets.UTF_8);
    }

    /// What another server shows that has just started.
    private static String afterARestart(Item... backups) throws IOException {
        var registry = new PrometheusRegistry();
        new BackupMetrics(registry).take(decoded(backups));
        return scrape(registry);
    }

    private static Stream<Backup> decoded(Item... backups) {
        return Stream.of(backups).map(BackupObjects::decode);
    }

    /// A minute after the one before.
    private Item later(String name, String spec) {
        world.now = world.now.plus(Duration.ofMinutes(1));
        return world.run(name, spec);
    }

    @Test
    void everyEndIsCountedUnderVelerosName() throws IOException {
        world.run("completed", "{}");
        world.run("partial", "{'includedNamespaces': ['nope']}");
        world.api.failNext(1, "GET", "/namespaces?limit=500", Fault.forbidden("no"));
        world.run("failed", "{}");
        world.run("refused", "{'ttl': 'x'}");

        assertThat(scrape(world.registry))
                .contains(
                        "velero_backup_attempt_total{schedule=\"\"} 3.0",
                        "velero_backup_success_total{schedule=\"\"} 1.0",
                        "velero_backup_partial_failure_total{schedule=\"\"} 1.0",
                        "velero_backup_failure_total{schedule=\"\"} 1.0",
                        "velero_backup_validation_failure_total{schedule=\"\"} 1.0",
                        "velero_backup_duration_seconds_bucket{schedule=\"\",le=\"60.0\"} 3")
                .containsPattern("velero_backup_tarball_size_bytes\\{schedule=\"\"} \\d");
    }

    @Test
    void gaugesAreTrueAfterARestart() throws IOException {
        Item partial = world.run("partial", "{'includedNamespaces': ['nope']}");
        Item completed = later("completed", "{'includedNamespaces': ['foo']}");
        Item fresh = world.stored(world.create("fresh", "{}"));
        String bytes = completed.text("/metadata/annotations/ark.dev~1contents-bytes");

        assertThat(afterARestart(completed, partial, fresh))
                .contains(
                        "velero_backup_total 3.0",
                        "velero_backup_last_successful_timestamp{schedule=\"\"} "
                                + (double) world.now.getEpochSecond(),
                        "velero_backup_last_status{schedule=\"\"} 1.0",
                        "velero_backup_items_total{schedule=\"\"} 1.0",
                        "velero_backup_items_errors{schedule=\"\"} 0.0",
                        "velero_backup_tarball_size_bytes{schedule=\"\"} "
                                + Double.parseDouble(bytes));
    }

    @Test
    void aNewerBackupThatEndedWorseShowsInTheLastStatusAndNotInTheLastSuccess() throws IOException {
        Item completed = world.run("completed", "{}");
        Item partial = later("partial", "{'includedNamespaces': ['nope']}");

        assertThat(afterARestart(partial, completed))
                .contains(
                        "velero_backup_last_status{schedule=\"\"} 0.0",
                        "velero_backup_items_errors{schedule=\"\"} 1.0",
                        "velero_backup_last_successful_timestamp{schedule=\"\"} "
                                + (double) BackupWorld.NOW.getEpochSecond());
    }

    @Test
    void aBackupThatIsBeingDeletedIsNoFailure() throws IOException {
        Item completed = world.run("completed", "{}");
        Item deleting =
                later("deleting", "{}")
                        .edit(json -> json.withObject("/status").put("phase", "Deleting"));

        assertThat(afterARestart(completed, deleting))
                .contains(
                        "velero_backup_total 2.0", "velero_backup_last_status{schedule=\"\"} 1.0");
    }

    @Test
    void anAnnotationThatIsNoNumberIsIgnored() throws IOException {
        Item odd =
                world.run("odd", "{}")
                        .edit(
                                json ->
                                        json.withObject("/metadata/annotations")
                                                .put("ark.dev/contents-bytes", "a lot"));

        assertThat(afterARestart(odd)).doesNotContain("velero_backup_tarball_size_bytes{");
    }

    @Test
    void eachScheduleHasItsOwnSeriesUntilItIsDeleted() throws IOException {
        Item nightly =
                world.run("nightly-1", "{}")
                        .edit(
                                json ->
                                        json.withObject("/metadata/labels")
                                                .put("velero.io/schedule-name", "nightly"));
        var registry = new PrometheusRegistry();
        var metrics = new BackupMetrics(registry);
        metrics.begin("nightly");
        metrics.take(decoded(nightly));
        assertThat(scrape(registry))
                .contains(
                        "velero_backup_attempt_total{schedule=\"nightly\"} 0.0",
                        "velero_backup_last_status{schedule=\"nightly\"} 1.0");
        metrics.end("nightly");
        assertThat(scrape(registry)).doesNotContain("nightly");
    }
}
