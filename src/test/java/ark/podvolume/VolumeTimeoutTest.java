package ark.podvolume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeTimeoutTest {
    private static final Duration USUAL = Duration.ofHours(4);

    @ParameterizedTest
    @ValueSource(strings = {"velero.io/pod-volume-timeout", "ark.heptio.com/pod-volume-timeout"})
    void theAnnotationOfEitherEraCounts(String key) {
        assertThat(VolumeTimeout.of(Map.of(key, "90m"), USUAL))
                .isEqualTo(new VolumeTimeout(Duration.ofMinutes(90), ""));
    }

    @Test
    void withoutOneTheServersCounts() {
        assertThat(VolumeTimeout.of(Map.of("a", "b"), USUAL))
                .isEqualTo(new VolumeTimeout(USUAL, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "5", "-1h", "0s"})
    void oneThatCannotBeUnderstoodIsAProblemAndTheServersCounts(String text) {
        VolumeTimeout timeout =
                VolumeTimeout.of(Map.of("velero.io/pod-volume-timeout", text), USUAL);

        assertThat(timeout.limit()).isEqualTo(USUAL);
        assertThat(timeout.problem())
                .startsWith("the annotation velero.io/pod-volume-timeout is not used: ");
    }
}
