/// The objects of an installation, as data: whoever installs prints them or sends them.
///
/// `InstallOptions` say what a person wants; `InstallObjects` are the definitions of the custom
/// resources, the namespace, accounts and rights, the Secret and the locations, the Deployment of
/// the server and the DaemonSet of the node agents. Every object carries the label
/// `component=velero`, by which other tools find it.
/// Definitions that another tool or an older version installed are not replaced but united with
/// ours, so that an installation never takes a field away from anybody.
@NullMarked
package ark.install;

import org.jspecify.annotations.NullMarked;
