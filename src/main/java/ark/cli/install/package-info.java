/// `ark install` and `ark uninstall`: put Ark into a cluster, and take it out again.
///
/// What is there already, of Velero or of another version of Ark, is united with ours and never
/// loses a field, so it is safe to repeat.
@NullMarked
package ark.cli.install;

import org.jspecify.annotations.NullMarked;
