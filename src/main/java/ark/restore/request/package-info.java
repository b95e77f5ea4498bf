/// What a Restore asks for.
///
/// The wire's spec becomes a request in one place: every default is applied there, and every
/// problem is told at once. Behind it nobody asks whether a field is set. All of it is pure but for
/// the look-up of the backup that is to be restored.
@NullMarked
package ark.restore.request;

import org.jspecify.annotations.NullMarked;
