/// Runs restic.
///
/// [Restic] has a method per command; each starts one process through a [Launch], which may
/// confine it. Credentials reach the process by files that exist while it runs, and by
/// environment, never by arguments; the password by a file only. Operands stand behind `--`.
/// [RepositoryKeys] knows the passwords that may open a repository.
///
/// What restic prints is read line by line and bounded. Exit codes become a
/// [ResticException.Reason]. An interrupted thread ends its process before it returns.
@NullMarked
package ark.restic;

import org.jspecify.annotations.NullMarked;
