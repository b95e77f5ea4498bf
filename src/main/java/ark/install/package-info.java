/// The objects of an installation, as data: whoever installs prints them or sends them.
///
/// So far these are the definitions of the custom resources, and the namespace that the server
/// works in. Every object carries the label `component=velero`, by which other tools find it.
/// Definitions that another tool or an older version installed are not replaced but united with
/// ours, so that an installation never takes a field away from anybody.
@NullMarked
package ark.install;

import org.jspecify.annotations.NullMarked;
