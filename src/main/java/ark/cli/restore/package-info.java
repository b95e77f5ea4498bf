/// `ark restore create|get|describe|logs|delete`.
///
/// A restore is made by creating a `Restore`; the server does the work. The client checks what it
/// can
/// see: that the backup exists, that the flags make sense.
@NullMarked
package ark.cli.restore;

import org.jspecify.annotations.NullMarked;
