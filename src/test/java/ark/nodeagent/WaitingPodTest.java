package ark.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Source of the cases: the test table of Velero 1.9.7,
/// pkg/controller/pod_volume_restore_controller_test.go, as facts.
class WaitingPodTest {
    private static Pod pod(String containers, String statuses) {
        return Serialization.unmarshal(
                "---\n{metadata: {name: p}, spec: {initContainers: [%s]}, status: {initContainerStatuses: [%s]}}"
                        .formatted(containers, statuses),
                Pod.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                                   | ''                                                                  | ABSENT
                    {name: init}                         | {name: init, state: {running: {}}}                                  | ABSENT
                    {name: restic-wait}                  | ''                                                                  | PENDING
                    {name: restic-wait}                  | {name: restic-wait}                                                 | PENDING
                    {name: restic-wait}                  | {name: restic-wait, state: {waiting: {}}}                           | PENDING
                    {name: restic-wait}                  | {name: restic-wait, state: {running: {}}}                           | RUNNING
                    {name: restore-wait}                 | {name: restore-wait, state: {running: {}}}                          | RUNNING
                    {name: restic-wait}                  | {name: restic-wait, state: {terminated: {exitCode: 0}}}             | DONE
                    {name: restic-wait}                  | {name: restic-wait, state: {terminated: {exitCode: 1}}}             | PENDING
                    '{name: restic-wait}, {name: other}' | '{name: restic-wait, state: {running: {}}}, {name: other}'          | RUNNING
                    '{name: other}, {name: restic-wait}' | '{name: other, state: {running: {}}}, {name: restic-wait}'          | PENDING
                    '{name: other}, {name: restic-wait}' | '{name: restic-wait, state: {running: {}}}, {name: other}'          | RUNNING
                    """)
    void itsInitContainerIsWhereItsOwnStatusSays(
            String containers, String statuses, WaitingPod.State state) {
        assertThat(WaitingPod.of(pod(containers, statuses))).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                                   | false
                    {name: restic-wait}                  | false
                    '{name: restic-wait}, {name: other}' | false
                    '{name: other}, {name: restic-wait}' | true
                    """)
    void whatRanBeforeItMayHaveSeenAnEmptyVolume(String containers, boolean late) {
        assertThat(WaitingPod.isLate(pod(containers, ""))).isEqualTo(late);
    }
}
