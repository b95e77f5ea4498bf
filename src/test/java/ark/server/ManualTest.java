package ark.server;

import static org.assertj.core.api.Assertions.assertThat;

import ark.backup.BackupMetrics;
import ark.location.LocationMetrics;
import ark.process.Flag;
import ark.repository.RepositoryMetrics;
import ark.restore.RestoreMetrics;
import ark.retention.RetentionMetrics;
import ark.schedule.ScheduleMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The manual's tables are true.
class ManualTest {
    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");

    @Test
    void theManualHasEveryMetricAndNoOther() throws IOException {
        var registry = new PrometheusRegistry();
        var measured = new BackupMetrics(registry);
        assertThat(measured).isNotNull();
        assertThat(new RestoreMetrics(registry)).isNotNull();
        assertThat(new LocationMetrics(registry)).isNotNull();
        assertThat(new RetentionMetrics(registry)).isNotNull();
        assertThat(new ScheduleMetrics(registry)).isNotNull();
        assertThat(new RepositoryMetrics(registry)).isNotNull();
        assertThat(new ServerMetrics(registry, "0", () -> false)).isNotNull();
        String manual = Files.readString(Path.of("docs/user/metrics.md"));
        assertThat(FIRST_CELL.matcher(manual).results().map(cell -> cell.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        registry.scrape().stream().map(ManualTest::name).toList());
    }

    private static String name(MetricSnapshot metric) {
        String name = metric.getMetadata().getPrometheusName();
        return metric instanceof CounterSnapshot ? name + "_total" : name;
    }

    @Test
    void theManualHasEveryFlagWithItsDefault() throws IOException {
        String manual = Files.readString(Path.of("docs/user/server.md"));
        List<String> rows =
                Pattern.compile("(?m)^\\| `-.*$")
                        .matcher(manual)
                        .results()
                        .map(MatchResult::group)
                        .toList();
        assertThat(rows).containsExactlyElementsOf(Flags.ALL.stream().map(this::row).toList());
    }

    private String row(Flag flag) {
        return "| %s | %s | %s | %s |"
                .formatted(
                        String.join(", ", flag.names().stream().map(n -> "`" + n + "`").toList()),
                        flag.form().name().toLowerCase(Locale.ROOT),
                        flag.fallback().isEmpty() ? "" : "`" + flag.fallback() + "`",
                        flag.meaning());
    }
}
