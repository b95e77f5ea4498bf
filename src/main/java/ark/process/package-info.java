/// What every program of Ark that stays has: `ark server`, `ark node-agent`.
///
/// [Program] reads flags and tells in two lines what keeps a program from working; the log, the
/// listener with metrics and health, and the operator that runs reconcilers ([Work]) are the same
/// for all. What a program does is its own business.
@NullMarked
package ark.process;

import org.jspecify.annotations.NullMarked;
