/// What the describe pages of backups and restores share.
///
/// First what the thing is worth ([ark.cli.page.StateBlocks]), then volumes and objects. A page is
/// printed whatever becomes of the files in the bucket that it wants ([ark.cli.page.Fetched]).
@NullMarked
package ark.cli.page;

import org.jspecify.annotations.NullMarked;
