@NullMarked
package ark.nodeagent;

import org.jspecify.annotations.NullMarked;
