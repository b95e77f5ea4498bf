/// The cluster server: `ark server`.
///
/// [ServerMain] reads flags and environment into settings, [ArkServer] is one running server: it
/// reaches the cluster, checks that it can work there, listens for metrics, health and downloads,
/// waits until it [leads][Leadership], and only then lets the features' reconcilers work. Features
/// are made in one place, [Features]; they get what they need through their constructors and meet
/// one another only in the API. This package owns what there is once per process: the log, the
/// metric registry, the listeners, the lease, and the reading of the locations' secrets.
@NullMarked
package ark.server;

import org.jspecify.annotations.NullMarked;
