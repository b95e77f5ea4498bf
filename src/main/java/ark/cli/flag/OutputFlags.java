package ark.cli.flag;

import ark.cli.output.OutputFormat;
import ark.cli.output.Table;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/// `-o`, `--show-labels` and `--label-columns`.
public final class OutputFlags {
    private static final List<String> FORMATS = List.of("table", "json", "yaml");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description =
                    "How to print: table, json or yaml. For create commands: print the object"
                            + " and do not create it.")
    private String output = "";

    @Option(
            names = "--show-labels",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Show the labels in the last column of a table.")
    private String showLabels = "";

    @Option(
            names = "--label-columns",
            paramLabel = "KEY,...",
            description = "Labels to show as columns of a table.")
    private String labelColumns = "";

    /// Whether `-o` was given.
    public boolean given() {
        return !output.isEmpty();
    }

    /// What the flags say, checked.
    ///
    /// @param format `table` unless something else was asked for
    /// @param columns of labels, in a table
    public record Settings(OutputFormat format, Table.LabelColumns columns) {}

    /// Problems go to `flags`.
    public Settings read(FlagReader flags) {
        OutputFormat format =
                flags.word("--output", output, FORMATS)
                        .map(word -> OutputFormat.valueOf(word.toUpperCase(Locale.ROOT)))
                        .orElse(OutputFormat.TABLE);
        return new Settings(
                format,
                new Table.LabelColumns(
                        flags.list(labelColumns), flags.on("--show-labels", showLabels)));
    }
}
