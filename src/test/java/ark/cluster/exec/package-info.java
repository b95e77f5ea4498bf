/// Tests of commands in containers, against an API server in this process.
@NullMarked
package ark.cluster.exec;

import org.jspecify.annotations.NullMarked;
