/// The verbs that nouns share: `get`, `describe`, `logs`, `delete`.
///
/// A noun says in a [ark.cli.verb.Subject] what it is about, and hands in what only it knows: the
/// rows of its table ([ark.cli.verb.Listing]), its page ([ark.cli.verb.DescribeCommand],
/// [ark.cli.verb.DescribeWorkCommand] for what has files in a bucket), what deleting one means
/// ([ark.cli.verb.DeleteCommand]). A noun with a flag of its own writes the command and mixes in
/// the
/// flags.
@NullMarked
package ark.cli.verb;

import org.jspecify.annotations.NullMarked;
