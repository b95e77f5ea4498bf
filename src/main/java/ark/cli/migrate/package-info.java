/// `ark migrate`: from an installation of Ark up to 0.11.
@NullMarked
package ark.cli.migrate;

import org.jspecify.annotations.NullMarked;
