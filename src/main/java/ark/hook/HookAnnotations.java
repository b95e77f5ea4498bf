package ark.hook;

import ark.api.v1.GoDuration;
import ark.hook.Hook.OnError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads hooks from a pod's annotations.
///
/// @param warnings gets what could not be understood
record HookAnnotations(Map<String, String> annotations, List<String> warnings) {
    /// The hook of the first prefix that has a command.
    Optional<Hook> hook(List<String> prefixes, String timeoutName) {
        return prefixes.stream()
                .filter(prefix -> !text(prefix, "command").isEmpty())
                .findFirst()
                .map(prefix -> hook(prefix, timeoutName));
    }

    private Hook hook(String prefix, String timeoutName) {
        Duration timeout = duration(prefix + timeoutName, Hook.DEFAULT_TIMEOUT);
        return new Hook(
                Hook.FROM_ANNOTATION,
                Hook.Source.ANNOTATION,
                text(prefix, "container"),
                CommandText.words(text(prefix, "command")),
                onError(prefix),
                timeout);
    }

    private OnError onError(String prefix) {
        String text = text(prefix, "on-error");
        if (!List.of("", "Continue", "Fail").contains(text)) {
            warnings.add(
                    "annotation %son-error is neither Continue nor Fail: %s"
                            .formatted(prefix, text));
        }
        return text.equals("Fail") ? OnError.FAIL : OnError.CONTINUE;
    }

    private String text(String prefix, String name) {
        return annotations.getOrDefault(prefix + name, "");
    }

    /// @param unset in place of what is absent, 0, negative or no duration
    Duration duration(String key, Duration unset) {
        String text = annotations.getOrDefault(key, "");
        if (text.isEmpty()) {
            return unset;
        }
        try {
            Duration duration = GoDuration.orDefault(text, unset);
            if (!duration.isNegative()) {
                return duration;
            }
            warnings.add("annotation " + key + " is negative: " + text);
        } catch (IllegalArgumentException e) {
            warnings.add("annotation " + key + " is no duration: " + e.getMessage());
        }
        return unset;
    }
}
