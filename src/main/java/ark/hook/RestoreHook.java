package ark.hook;

import ark.item.Item;
import java.time.Duration;

/// A command to run in a restored pod once its container runs.
///
/// @param waitLimit how long the container may take, counted from the pod's creation; zero
///     for as long
///     as a restore waits at all
/// @param whenReady whether the container must be ready, not only running
record RestoreHook(Hook hook, Duration waitLimit, boolean whenReady) {
    RestoreHook in(Item pod) {
        return new RestoreHook(hook.in(pod), waitLimit, whenReady);
    }

    boolean fails() {
        return hook.onError() == Hook.OnError.FAIL;
    }
}
