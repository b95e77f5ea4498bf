/// How a command answers: tables, describe pages, JSON and YAML, progress, prompts, exit codes.
///
/// Whatever a server, a bucket or another person named goes through [ark.cli.output.Printable]
/// before it reaches the terminal: a name cannot move the cursor, set a title or hide a line.
/// Tables and pages have the layout of Go's `text/tabwriter` ([ark.cli.output.Columns]), because
/// scripts cut them into columns. An error is a [ark.cli.output.CommandFailure]: what happened,
/// what
/// to do, and the exit code.
@NullMarked
package ark.cli.output;

import org.jspecify.annotations.NullMarked;
