/// What was typed behind a command: lists, maps, durations, optional booleans, label selectors.
///
/// Flags behave as those of Cobra, which scripts rely on: `--wait` and `--wait=false`, lists with
/// commas of which the last one wins, `-ojson`. The parser only collects texts;
/// [ark.cli.flag.FlagReader]
/// gives them their meaning and collects every problem, so that a person mends a list of them and
/// not one after another.
@NullMarked
package ark.cli.flag;

import org.jspecify.annotations.NullMarked;
