package ark.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import ark.process.GivenFlags;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentSettingsTest {
    private final Map<String, String> pod =
            Map.of("NODE_NAME", "n1", "VELERO_NAMESPACE", "ark", "VELERO_SCRATCH_DIR", "/scratch");

    private static GivenFlags flags(String... arguments) {
        return GivenFlags.parse("node-agent", AgentFlags.ALL, List.of(arguments));
    }

    @Test
    void aDaemonSetsVariablesSayWhereItIs() {
        AgentSettings settings = AgentSettings.of(flags(), pod);
        assertThat(settings.node()).isEqualTo("n1");
        assertThat(settings.namespace()).isEqualTo("ark");
        assertThat(settings.volumesAtOnce()).isEqualTo(2);
        assertThat(settings.places().pods()).isEqualTo(Path.of("/host_pods"));
        assertThat(settings.places().cache()).isEqualTo(Path.of("/scratch/.cache/restic"));
    }

    @Test
    void theVariablesOfArksDaemonSetMeanTheSame() {
        Map<String, String> old =
                Map.of(
                        "NODE_NAME", "n1",
                        "HEPTIO_ARK_NAMESPACE", "heptio-ark",
                        "ARK_SCRATCH_DIR", "/scratch");
        AgentSettings settings = AgentSettings.of(flags(), old);
        assertThat(settings.namespace()).isEqualTo("heptio-ark");
        assertThat(settings.places().cache()).isEqualTo(Path.of("/scratch/.cache/restic"));
    }

    @Test
    void aFlagCountsMoreThanAVariable() {
        AgentSettings settings = AgentSettings.of(flags("--node-name=n2", "-n=velero"), pod);
        assertThat(settings.node()).isEqualTo("n2");
        assertThat(settings.namespace()).isEqualTo("velero");
    }

    @Test
    void everyProblemIsNamed() {
        GivenFlags flags = flags("--volumes-at-once=0", "--host-pods=pods", "--resource-timeout=x");
        AgentSettings.of(flags, Map.of());
        assertThat(flags.problems())
                .anyMatch(problem -> problem.contains("NODE_NAME"))
                .anyMatch(problem -> problem.startsWith("--volumes-at-once:"))
                .anyMatch(problem -> problem.startsWith("--host-pods: must be an absolute path"))
                .anyMatch(problem -> problem.startsWith("--resource-timeout:"));
    }
}
