/// `ark client config get|set`, and the file behind it.
///
/// The file holds what would else be typed with every command: namespace, cacert, features,
/// colorized. Velero's file is read where there is none of Ark's.
@NullMarked
package ark.cli.config;

import org.jspecify.annotations.NullMarked;
