/// Tests of the built-in backup item actions: objects in, outcomes out.
@NullMarked
package ark.backup.action;

import org.jspecify.annotations.NullMarked;
