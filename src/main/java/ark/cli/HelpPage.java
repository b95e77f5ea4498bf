package ark.cli;

import ark.cli.flag.BareFlag;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.IParamLabelRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/// What `--help` prints. A flag that is set by its bare name is shown with no value.
final class HelpPage extends Help {
    private final IParamLabelRenderer labels = new Labels(super.parameterLabelRenderer());

    HelpPage(CommandSpec command, ColorScheme colours) {
        super(command, colours);
    }

    @Override
    public IParamLabelRenderer parameterLabelRenderer() {
        return labels;
    }

    private record Labels(IParamLabelRenderer usual) implements IParamLabelRenderer {
        @Override
        public Text renderParameterLabel(ArgSpec flag, Ansi ansi, List<IStyle> styles) {
            return BareFlag.is(flag)
                    ? ansi.text("")
                    : usual.renderParameterLabel(flag, ansi, styles);
        }

        @Override
        public String separator() {
            return usual.separator();
        }
    }
}
