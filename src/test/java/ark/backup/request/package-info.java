/// Tests of what a Backup asks for.
@NullMarked
package ark.backup.request;

import org.jspecify.annotations.NullMarked;
