/// What Ark up to 0.11 wrote, as Velero's.
///
/// Resources of `ark.heptio.com/v1` are not served. Those in a bucket are read as `velero.io/v1`
/// ([ark.era.ArkBackup]); those of an installation become locations, schedules and flags of a
/// server ([ark.era.Migration]). All of it is pure: JSON in, JSON out.
@NullMarked
package ark.era;

import org.jspecify.annotations.NullMarked;
