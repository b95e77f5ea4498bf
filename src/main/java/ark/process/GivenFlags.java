package ark.process;

import ark.api.v1.GoDuration;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The flags as somebody gave them, and everything that is wrong with them.
///
/// Each getter gives a value of its type; when the text is none, the problem is noted and the
/// flag's default given, so that one run names all problems.
///
/// Source of the syntax: Go's pflag, which upstream's programs use: `--name value`, `--name=value`,
/// `-n value`; a switch takes a value only after `=`; of a repeated flag the last one counts.
public final class GivenFlags {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    private final Map<String, Flag> known = new HashMap<>();
    private final Map<Flag, String> given = new HashMap<>();
    private final Set<String> problems = new LinkedHashSet<>(); // a flag may be read twice
    private final String program;
    private boolean help;

    private GivenFlags(String program, List<Flag> flags) {
        this.program = program;
        flags.forEach(flag -> flag.names().forEach(name -> known.put(name, flag)));
    }

    /// Takes arguments apart; what is wrong with them is noted.
    ///
    /// @param program for messages: `server`
    public static GivenFlags parse(String program, List<Flag> flags, List<String> arguments) {
        var given = new GivenFlags(program, flags);
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            given.take(rest.next(), rest);
        }
        return given;
    }

    private void take(String argument, Iterator<String> rest) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        if (name.equals("-h") || name.equals("--help")) {
            help = true;
            return;
        }
        Flag flag = known.get(name);
        if (flag == null) {
            problems.add(unknown(name));
        } else if (equals >= 0) {
            given.put(flag, argument.substring(equals + 1));
        } else if (flag.form() == Flag.Form.SWITCH) {
            given.put(flag, "true");
        } else if (rest.hasNext()) {
            given.put(flag, rest.next());
        } else {
            problems.add(name + ": needs a value");
        }
    }

    private String unknown(String name) {
        if (!name.startsWith("-")) {
            return "\"" + name + "\": the " + program + " takes flags only";
        }
        Optional<String> near =
                known.keySet().stream()
                        .filter(candidate -> differences(candidate, name) <= 2)
                        .sorted()
                        .findFirst();
        return name + ": no such flag" + near.map(n -> ", did you mean " + n + "?").orElse("");
    }

    /// How many letters to insert, drop or change (Levenshtein).
    private static int differences(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= left.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int change = left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1;
                int least = Math.min(Math.min(row[column], row[column - 1]) + 1, diagonal + change);
                diagonal = row[column];
                row[column] = least;
            }
        }
        return row[right.length()];
    }

    /// Whether somebody asks for help.
    public boolean help() {
        return help;
    }

    /// Whether the flag was given at all.
    public boolean has(String name) {
        return given.containsKey(flag(name));
    }

    public String text(String name) {
        Flag flag = flag(name);
        return given.getOrDefault(flag, flag.fallback());
    }

    /// A text that must be one of a few words.
    public String word(String name, List<String> words) {
        String text = text(name);
        return words.contains(text)
                ? text
                : instead(
                        name,
                        "must be one of " + String.join(", ", words) + ", is \"" + text + "\"");
    }

    public Duration duration(String name) {
        try {
            return GoDuration.parse(text(name));
        } catch (IllegalArgumentException e) {
            return GoDuration.parse(instead(name, e.getMessage() + " (examples: 90s, 1h30m)"));
        }
    }

    /// A whole number of at least `least`.
    public int count(String name, int least) {
        try {
            int count = Integer.parseInt(text(name));
            if (count >= least) {
                return count;
            }
        } catch (NumberFormatException e) { // reported with those that are too small
        }
        return Integer.parseInt(
                instead(
                        name,
                        "must be a whole number from " + least + ", is \"" + text(name) + "\""));
    }

    /// A number that is not negative.
    public double number(String name) {
        try {
            double number = Double.parseDouble(text(name));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) { // reported with the negative ones
        }
        return Double.parseDouble(instead(name, "must not be negative, is \"" + text(name) + "\""));
    }

    public boolean on(String name) {
        String text = text(name);
        if (!TRUE.contains(text) && !FALSE.contains(text)) {
            problem(name, "must be true or false, is \"" + text + "\"");
        }
        return TRUE.contains(text);
    }

    /// The parts between commas.
    public List<String> list(String name) {
        return Stream.of(text(name).split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /// Pairs `key:value` or `key=value` between commas.
    public Map<String, String> map(String name) {
        var map = new LinkedHashMap<String, String>();
        for (String pair : list(name)) {
            String[] parts = pair.split("[:=]", 2);
            if (parts.length < 2 || parts[0].isEmpty()) {
                problem(name, "must be pairs as key:value, has \"" + pair + "\"");
            } else {
                map.put(parts[0], parts[1]);
            }
        }
        return map;
    }

    /// Where to listen, or empty when the flag's value is empty.
    public Optional<ListenAddress> address(String name) {
        if (text(name).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ListenAddress.parse(text(name)));
        } catch (IllegalArgumentException e) {
            return Optional.of(ListenAddress.parse(instead(name, String.valueOf(e.getMessage()))));
        }
    }

    /// Notes something that is wrong with a flag.
    public void problem(String name, String problem) {
        problems.add(name + ": " + problem);
    }

    private String instead(String name, String problem) {
        problem(name, problem);
        return flag(name).fallback();
    }

    private Flag flag(String name) {
        Flag flag = known.get(name);
        if (flag == null) {
            throw new IllegalArgumentException("no flag " + name);
        }
        return flag;
    }

    /// Notes every value that does not look like its flag's form, also of flags that nobody asks
    /// for.
    public void checkForms() {
        for (Flag flag : List.copyOf(given.keySet())) {
            switch (flag.form()) {
                case DURATION -> duration(flag.name());
                case COUNT -> count(flag.name(), 0);
                case NUMBER -> number(flag.name());
                case SWITCH -> on(flag.name());
                case MAP -> map(flag.name());
                case ADDRESS -> address(flag.name());
                case TEXT, LIST -> {}
            }
        }
    }

    /// All problems so far, in the order they were found.
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /// One line per flag, for `--help`.
    public static String help(String program, List<Flag> flags) {
        var help = new StringBuilder("Usage: ark " + program + " [flags]\n\n");
        for (Flag flag : flags) {
            String value =
                    flag.form() == Flag.Form.SWITCH
                            ? ""
                            : " " + flag.form().name().toLowerCase(Locale.ROOT);
            help.append("  %s%s%n".formatted(String.join(", ", flag.names()), value));
            help.append("        %s".formatted(flag.meaning()));
            help.append(
                    flag.fallback().isEmpty()
                            ? "\n"
                            : " (default %s)%n".formatted(flag.fallback()));
        }
        return help.toString();
    }
}
