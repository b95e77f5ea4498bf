/// The tarball of a backup: written as Velero writes it, read as from a stranger.
///
/// An archive is a gzip around a tar: `metadata/version` first, then every object twice, below
/// `resources/GROUPRESOURCE/VERSION-preferredversion/…` and below `resources/GROUPRESOURCE/…`.
/// [ArchiveWriter] streams it out, with blocks compressed side by side. [ArchiveReader] spools what
/// comes in into one file with an index; nothing is ever extracted by name, sizes and counts are
/// limited, and [EntryPath] is the only grammar of names, for both directions. A hostile or broken
/// archive is refused as a whole by an [ArchiveException], before anybody has seen an item of it.
@NullMarked
package ark.archive;

import org.jspecify.annotations.NullMarked;
