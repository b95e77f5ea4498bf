package ark.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/// Runs what tries to be skipped, with the settings that every test has.
class NothingIsSkippedTest {
    @Test
    void aDisabledTestRunsAndFails() {
        TestExecutionSummary summary = run(DisabledSample.class);
        assertThat(summary.getTestsFailedCount()).isEqualTo(2);
        assertNothingSkipped(summary);
    }

    @Test
    void anAssumptionFailsTheTestThatMakesIt() {
        TestExecutionSummary summary = run(AssumingSample.class);
        assertThat(summary.getTestsFailedCount()).isEqualTo(2);
        assertThat(summary.getFailures())
                .allSatisfy(
                        failure ->
                                assertThat(failure.getException())
                                        .hasMessageContaining("may not be skipped"));
        assertNothingSkipped(summary);
    }

    @Test
    void anAssumptionBeforeAllTestsFailsTheirClass() {
        TestExecutionSummary summary = run(AssumingClassSample.class);
        assertThat(summary.getContainersFailedCount()).isEqualTo(1);
        assertThat(summary.getContainersAbortedCount()).isZero();
    }

    private static TestExecutionSummary run(Class<?> sample) {
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(sample))
                                .forExecution()
                                .listeners(listener)
                                .build());
        return listener.getSummary();
    }

    private static void assertNothingSkipped(TestExecutionSummary summary) {
        assertThat(summary.getTestsSkippedCount()).isZero();
        assertThat(summary.getTestsAbortedCount()).isZero();
        assertThat(summary.getContainersSkippedCount()).isZero();
    }

    /// Nested, so that the build takes it for no test of its own.
    static class DisabledSample {
        @Test
        @Disabled("the sample of one")
        void disabled() {
            throw new AssertionError("ran");
        }

        @Test
        @EnabledIfEnvironmentVariable(named = "ARK_NEVER_SET", matches = ".+")
        void conditional() {
            throw new AssertionError("ran");
        }
    }

    static class AssumingSample {
        @Test
        void assuming() {
            Assumptions.assumeTrue(false, "no cluster");
        }

        @TestFactory
        Stream<DynamicTest> dynamic() {
            return Stream.of(
                    DynamicTest.dynamicTest("assuming", () -> Assumptions.abort("no cluster")));
        }
    }

    static class AssumingClassSample {
        @BeforeAll
        static void assume() {
            Assumptions.abort("no cluster");
        }

        @Test
        void passes() {}
    }
}
