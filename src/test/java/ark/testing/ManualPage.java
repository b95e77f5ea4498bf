package ark.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A page of the manual, of which the fenced blocks are read.
///
/// A block without a language holds what one types: commands, or a transcript, in which `$ ` stands
/// before each command and its output below. A block of the language `yaml` holds objects for
/// `kubectl apply`. Blocks of any other language are only shown.
///
/// @param title the file's name
public record ManualPage(String title, List<Block> blocks) {
    private static final String FENCE = "```";
    private static final String PROMPT = "$ ";

    /// One fenced block.
    ///
    /// @param line of the page that the block begins behind
    public record Block(int line, String language, List<String> lines) {
        public String text() {
            return String.join("\n", lines) + "\n";
        }
    }

    /// One thing to type.
    ///
    /// @param command over several lines where the page has it so
    /// @param output what the page shows below it; empty where it shows nothing
    public record Step(int line, String command, List<String> output) {}

    /// Reads a page.
    ///
    /// @param file relative to the repository's root
    public static ManualPage read(String file) {
        Path page = Path.of(file);
        try {
            return new ManualPage(page.getFileName().toString(), blocks(Files.readAllLines(page)));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + page, e);
        }
    }

    private static List<Block> blocks(List<String> lines) {
        var blocks = new ArrayList<Block>();
        int begin = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith(FENCE)) {
                continue;
            }
            if (begin < 0) {
                begin = i;
            } else {
                String language = lines.get(begin).substring(FENCE.length()).strip();
                blocks.add(new Block(begin + 1, language, lines.subList(begin + 1, i)));
                begin = -1;
            }
        }
        if (begin >= 0) {
            throw new IllegalArgumentException("line " + (begin + 1) + ": a block without an end");
        }
        return blocks;
    }

    /// What there is to type in a block.
    static List<Step> steps(Block block) {
        boolean transcript = block.lines().getFirst().startsWith(PROMPT);
        var steps = new ArrayList<Step>();
        int i = 0;
        while (i < block.lines().size()) {
            int first = i;
            var command = new StringBuilder(typed(block.lines().get(i++), transcript));
            while (command.toString().endsWith("\\")) {
                command.append('\n').append(block.lines().get(i++));
            }
            var output = new ArrayList<String>();
            while (transcript && i < block.lines().size() && !isTyped(block.lines().get(i))) {
                output.add(block.lines().get(i++));
            }
            if (!command.toString().isBlank() && !command.toString().startsWith("#")) {
                steps.add(new Step(block.line() + first + 1, command.toString(), output));
            }
        }
        return steps;
    }

    private static boolean isTyped(String line) {
        return line.startsWith(PROMPT);
    }

    private static String typed(String line, boolean transcript) {
        return transcript ? line.substring(PROMPT.length()) : line;
    }
}
