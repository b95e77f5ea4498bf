/// The command line: `ark backup create`, `ark get backups` and all the others.
///
/// [ark.cli.Main] parses the words, opens a session and prints what went wrong, in two lines. Every
/// command stands in the package of its noun and is reached in both orders of the words. Only the
/// commands that the words may mean are loaded, because a command line program must start at once.
/// Exit codes are [ark.cli.output.ExitCode].
@NullMarked
package ark.cli;

import org.jspecify.annotations.NullMarked;
