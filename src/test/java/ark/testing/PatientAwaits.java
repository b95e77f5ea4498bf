package ark.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Lets every `await()` that names no time wait for a minute instead of Awaitility's ten seconds:
/// it
/// ends as soon as its condition is met, and a busy machine meets it late.
///
/// JUnit finds it by `META-INF/services`.
public final class PatientAwaits implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }
}
