/// Reads and makes single Secrets: keys and credentials that several processes need.
@NullMarked
package ark.secret;

import org.jspecify.annotations.NullMarked;
