package ark.cli.flag;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/// Makes `--flag` mean `--flag=true`. Only `--flag=false` takes a value: in `--wait nightly` the
/// second word is an argument.
public final class BareFlag implements IParameterPreprocessor {
    /// Whether this flag is one.
    public static boolean is(ArgSpec flag) {
        return flag.preprocessor() instanceof BareFlag;
    }

    @Override
    @SuppressWarnings("JdkObsolete") // picocli's interface has a Stack
    public boolean preprocess(
            Stack<String> args, CommandSpec command, ArgSpec flag, Map<String, Object> facts) {
        if (!"=".equals(facts.get("separator"))) {
            args.push("true");
        }
        return false; // picocli assigns it
    }
}
