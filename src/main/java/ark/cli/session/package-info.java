/// What every command is given: the API server, the namespace, the terminal, the machine.
///
/// The commands talk to the API server only, as any other client does; what is in a bucket they ask
/// for with a `DownloadRequest` ([ark.cli.session.Downloads]). Nothing here connects before it is
/// used. Waiting re-reads the object, because a watch can die without a word
/// ([ark.cli.session.Waiting]).
@NullMarked
package ark.cli.session;

import org.jspecify.annotations.NullMarked;
