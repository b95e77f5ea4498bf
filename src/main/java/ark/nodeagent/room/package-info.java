/// The only way into a volume (ADR 11): the program `ark-volume` opens it without following a link,
/// and does its work, or runs restic, in a root of its own that holds the volume at `/v` and
/// nothing that a link could lead to. Nothing else of Ark opens a file in a volume.
@NullMarked
package ark.nodeagent.room;

import org.jspecify.annotations.NullMarked;
