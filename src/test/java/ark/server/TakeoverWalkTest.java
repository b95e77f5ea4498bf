package ark.server;

import static org.assertj.core.api.Assertions.assertThat;

import ark.operation.FailPoint;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TakeoverWalkTest {
    @Test
    void theWalkReachesEveryFailPoint() {
        assertThat(Stream.concat(TakeoverWalk.steps().stream(), TakeoverWalk.ofHooks().stream()))
                .extracting(TakeoverWalk.Step::point)
                .contains(FailPoint.values());
    }
}
