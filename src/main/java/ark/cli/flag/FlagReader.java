package ark.cli.flag;

import ark.api.v1.GoDuration;
import ark.api.v1.Names;
import ark.cli.output.CommandFailure;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the texts of flags, and collects what is wrong with them.
///
/// An empty text is a flag that was not set, or set to nothing. After a problem a harmless value is
/// returned: [#check] must be called before anything is done with it.
public final class FlagReader {
    private final String command;
    private final List<String> problems = new ArrayList<>();

    /// A reader that has found no problem yet.
    ///
    /// @param command as it is typed, `ark backup create`, for the hint behind the problems
    public FlagReader(String command) {
        this.command = command;
    }

    /// Notes a problem that is not one flag's form.
    public void problem(String problem) {
        problems.add(problem);
    }

    /// Ends the command when there is a problem.
    ///
    /// @throws CommandFailure with every problem, when there is one
    public void check() {
        if (!problems.isEmpty()) {
            throw CommandFailure.usage(problems, "Run '" + command + " --help' for usage.");
        }
    }

    /// Notes what keeps an object from having a name.
    public void objectName(String name) {
        Names.objectNameProblems(name)
                .forEach(problem -> problem("name \"" + name + "\": " + problem));
    }

    /// `a,b`; blanks around a name do not count.
    public List<String> list(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",")).map(String::strip).toList();
    }

    /// `true`, `false`, `1`, `0` …; nothing when the flag was not set.
    public Optional<Boolean> choice(String flag, String text) {
        return switch (text) {
            case "" -> Optional.empty();
            case "1", "t", "T", "true", "TRUE", "True" -> Optional.of(true);
            case "0", "f", "F", "false", "FALSE", "False" -> Optional.of(false);
            default -> {
                problems.add(flag + ": must be true or false, is " + text);
                yield Optional.empty();
            }
        };
    }

    /// Whether a flag is on; it is off when it was not set.
    public boolean on(String flag, String text) {
        return choice(flag, text).orElse(false);
    }

    /// A duration that may not be negative.
    public Optional<Duration> duration(String flag, String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Duration duration = GoDuration.parse(text);
            if (duration.isNegative()) {
                problems.add(flag + ": must be positive, is " + text);
                return Optional.empty();
            }
            return Optional.of(duration);
        } catch (IllegalArgumentException e) {
            problems.add(flag + ": not a duration such as 1h30m: " + text);
            return Optional.empty();
        }
    }

    /// A duration as custom resources have it; `0s` is the same as none.
    public Optional<String> wireDuration(String flag, String text) {
        return duration(flag, text).filter(d -> !d.isZero()).map(GoDuration::format);
    }

    /// A whole number above zero; zero and none are the same.
    public Optional<Long> count(String flag, String text) {
        if (text.isEmpty() || text.equals("0")) {
            return Optional.empty();
        }
        try {
            long number = Long.parseLong(text);
            if (number > 0 && number <= Integer.MAX_VALUE) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        problems.add(flag + ": must be a number above 0, is " + text);
        return Optional.empty();
    }

    /// A label selector; nothing when the flag was not set.
    public Optional<LabelSelector> selector(String flag, String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SelectorParser.parse(text));
        } catch (InvalidSelectorException e) {
            problems.add(flag + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /// Selectors separated by ` or `.
    public List<LabelSelector> anySelector(String flag, String text) {
        if (text.isBlank()) {
            return List.of();
        }
        return Arrays.stream(text.split(" or "))
                .flatMap(part -> selector(flag, part).stream())
                .toList();
    }

    /// The text of a label selector, for a list request.
    public String selectorText(String flag, String text) {
        selector(flag, text);
        return text.strip();
    }

    /// `k=v,k2="a,b"`, several times; a later value replaces an earlier one.
    ///
    /// @param separator between key and value
    public Map<String, String> map(String flag, List<String> texts, char separator) {
        var map = new LinkedHashMap<String, String>();
        for (String text : texts) {
            for (String entry : CommaSeparated.of(text)) {
                int at = entry.indexOf(separator);
                if (at <= 0) {
                    problems.add(flag + ": must be KEY" + separator + "VALUE, is " + entry);
                } else {
                    map.put(entry.substring(0, at).strip(), entry.substring(at + 1));
                }
            }
        }
        return map;
    }

    /// Labels of an object, with valid keys and values.
    public Map<String, String> labels(String flag, List<String> texts) {
        Map<String, String> labels = map(flag, texts, '=');
        labels.forEach(
                (key, value) -> {
                    Names.labelKeyProblems(key)
                            .forEach(p -> problems.add(flag + ": \"" + key + "\": " + p));
                    Names.labelValueProblems(value)
                            .forEach(p -> problems.add(flag + ": \"" + value + "\": " + p));
                });
        return labels;
    }

    /// One of a few words, as it is written there; nothing when the flag was not set.
    public Optional<String> word(String flag, String text, List<String> words) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!words.contains(text)) {
            problems.add(
                    flag
                            + ": invalid value: \""
                            + text
                            + "\", must be one of "
                            + String.join(", ", words));
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /// What two lists of one filter may not say; the messages name the flag that excludes.
    public void filter(
            String include, List<String> included, String exclude, List<String> excluded) {
        if (included.size() > 1 && included.contains("*")) {
            problems.add(include + ": must be either \"*\" or a list of names, not both");
        }
        if (excluded.contains("*")) {
            problems.add(exclude + ": cannot contain \"*\"");
        }
        for (String name : excluded) {
            if (!name.equals("*") && included.contains(name)) {
                problems.add(exclude + ": \"" + name + "\" is also included");
            }
        }
    }
}
