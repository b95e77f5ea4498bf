package ark.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import ark.process.Flag;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The manual's tables about the node agent are true.
class AgentManualTest {
    private static String manual() throws IOException {
        return Files.readString(Path.of("docs/user/volumes.md"));
    }

    @Test
    void theManualHasEveryFlagWithItsDefault() throws IOException {
        List<String> rows =
                Pattern.compile("(?m)^\\| `-.*$")
                        .matcher(manual())
                        .results()
                        .map(MatchResult::group)
                        .toList();
        assertThat(rows)
                .containsExactlyElementsOf(
                        AgentFlags.ALL.stream().map(AgentManualTest::row).toList());
    }

    private static String row(Flag flag) {
        return "| %s | %s | %s | %s |"
                .formatted(
                        String.join(", ", flag.names().stream().map(n -> "`" + n + "`").toList()),
                        flag.form().name().toLowerCase(Locale.ROOT),
                        flag.fallback().isEmpty() ? "" : "`" + flag.fallback() + "`",
                        flag.meaning());
    }

    @Test
    void theManualHasEveryMetricUnderTheNameThatUpstreamGivesIt() throws IOException {
        var registry = new PrometheusRegistry();
        var metrics = new AgentMetrics(registry, "node-1");
        metrics.enqueued();
        metrics.took("velero/b1", "b1-x", java.time.Duration.ofSeconds(2));
        String manual = manual();
        assertThat(registry.scrape().stream().map(m -> m.getMetadata().getPrometheusName()))
                .containsExactlyInAnyOrder(
                        "restic_pod_volume_backup_enqueue_count",
                        "restic_pod_volume_backup_dequeue_count",
                        "restic_restic_operation_latency_seconds",
                        "restic_restic_operation_latency_seconds_gauge")
                .allMatch(name -> manual.contains("| `" + name + "` |"));
    }

    @Test
    void aVolumeBackupThatIsGoneHasNoSeries() {
        var registry = new PrometheusRegistry();
        var metrics = new AgentMetrics(registry, "node-1");
        metrics.took("velero/b1", "b1-x", java.time.Duration.ofSeconds(2));
        metrics.forget("velero/b1", "b1-x");
        assertThat(registry.scrape().stream().filter(m -> !m.getDataPoints().isEmpty()))
                .extracting(m -> m.getMetadata().getPrometheusName())
                .containsExactlyInAnyOrder(
                        "restic_pod_volume_backup_enqueue_count",
                        "restic_pod_volume_backup_dequeue_count");
    }

    @Test
    void theManualHasTheCapabilitiesThatTheDecisionNames() throws IOException {
        String decision = Files.readString(Path.of("docs/adr/0011-agent-confinement.md"));
        var capabilities =
                Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|")
                        .matcher(decision)
                        .results()
                        .map(row -> row.group(1))
                        .toList();
        assertThat(capabilities).hasSize(8);
        String manual = manual();
        assertThat(capabilities).allMatch(name -> manual.contains("`" + name + "`"));
    }
}
