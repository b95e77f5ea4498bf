package ark.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CarriersTest {
    /// A process with one processor, of which two virtual threads compute without end.
    static final class Busy {
        private Busy() {}

        @SuppressWarnings("unused") // run by the test
        public static void main(String[] arguments) throws InterruptedException {
            Carriers.provide();
            for (int i = 0; i < 2; i++) {
                Thread.ofVirtual().start(Busy::computeForEver);
            }
            var renewed = new CountDownLatch(1);
            Thread.ofVirtual().start(renewed::countDown);
            System.exit(renewed.await(120, TimeUnit.SECONDS) ? 0 : 1);
        }

        private static void computeForEver() {
            long sum = 0;
            while (sum != -1) {
                sum = Math.abs(sum + 1);
            }
        }
    }

    @Test
    void whoComputesKeepsNobodyElseFromWorking() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:ActiveProcessorCount=1",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Busy.class.getName())
                        .inheritIO()
                        .start();
        try {
            assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
