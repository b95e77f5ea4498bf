/// `ark version`: of this program, and of the server, which answers a `ServerStatusRequest`.
@NullMarked
package ark.cli.version;

import org.jspecify.annotations.NullMarked;
