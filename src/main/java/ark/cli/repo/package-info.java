/// `ark repo …` and `ark restic repo …`: the restic repositories, and the key of a namespace.
@NullMarked
package ark.cli.repo;

import org.jspecify.annotations.NullMarked;
