package ark.restore.action;

import org.junit.jupiter.api.Test;

class JobActionTest {
    @Test
    void dropsTheUidOfTheOldJobUnderBothOfItsNames() {
        ActionCase.of(
                        new JobAction(),
                        "jobs.batch",
                        """
                        metadata: {name: j, namespace: ns1}
                        spec:
                          selector: {matchLabels: {controller-uid: u, app: a}}
                          template:
                            metadata:
                              labels:
                                controller-uid: u
                                batch.kubernetes.io/controller-uid: u
                                job-name: j
                        """)
                .becomes(
                        """
                        metadata: {name: j, namespace: ns1}
                        spec:
                          selector: {matchLabels: {app: a}}
                          template: {metadata: {labels: {job-name: j}}}
                        """);
    }

    @Test
    void leavesAJobWithoutSelectorAlone() {
        ActionCase.of(new JobAction(), "jobs.batch", "metadata: {name: j, namespace: ns1}")
                .staysAsItIs();
    }
}
