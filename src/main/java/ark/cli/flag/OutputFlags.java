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
            hideParamSyntax = true,
            paramLabel = "",
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

    /// `table` unless something else was asked for.
    public OutputFormat format(FlagReader flags) {
        return flags.word("--output", output, FORMATS)
                .map(format -> OutputFormat.valueOf(format.toUpperCase(Locale.ROOT)))
                .orElse(OutputFormat.TABLE);
    }

    public Table.LabelColumns labels(FlagReader flags) {
        return new Table.LabelColumns(
                flags.list(labelColumns), flags.on("--show-labels", showLabels));
    }
}
