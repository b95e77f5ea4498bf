package ark.install;

import ark.item.Secret;
import java.util.List;
import java.util.Map;

/// What a person decides about an installation. "None" is an empty list.
///
/// @param image of server, node agent and init container, as `ark:0.1.0`
/// @param credentials the content of the file with the provider's credentials; at most one
/// @param locations of backups; at most one, named `default`
/// @param snapshotLocations likewise
/// @param agents at most one: without, no volumes of pods are backed up
public record InstallOptions(
        String namespace,
        String image,
        Extras extras,
        List<Secret> credentials,
        List<Location> locations,
        List<SnapshotLocation> snapshotLocations,
        Server server,
        List<Agent> agents) {
    public InstallOptions {
        credentials = List.copyOf(credentials);
        locations = List.copyOf(locations);
        snapshotLocations = List.copyOf(snapshotLocations);
        agents = List.copyOf(agents);
    }

    /// What the person adds to pods and accounts.
    ///
    /// @param variables of the environment of server and node agents
    public record Extras(
            Map<String, String> podAnnotations,
            Map<String, String> podLabels,
            Map<String, String> accountAnnotations,
            Map<String, String> variables) {
        public static final Extras NONE = new Extras(Map.of(), Map.of(), Map.of(), Map.of());
    }

    /// Where backups are kept.
    ///
    /// @param prefix "" for none
    /// @param certificates of authorities to trust, base64 of PEM; "" for none
    /// @param volumes what holds the folder that `config` names as `path`; at most one
    public record Location(
            String provider,
            String bucket,
            String prefix,
            String certificates,
            Map<String, String> config,
            List<LocationVolume> volumes) {
        public Location {
            volumes = List.copyOf(volumes);
        }

        /// Where the folder of the location is in the containers.
        String path() {
            return config.getOrDefault("path", "");
        }
    }

    /// What holds the folder of a location of provider `filesystem`.
    public sealed interface LocationVolume {}

    /// A folder of the nodes, which all of them share.
    public record HostPath(String path) implements LocationVolume {}

    /// A claim in the namespace of the installation.
    public record Claim(String name) implements LocationVolume {}

    /// Where snapshots of volumes are kept.
    public record SnapshotLocation(String provider, Map<String, String> config) {}

    /// How the server runs.
    ///
    /// @param arguments of `ark server`, in addition
    /// @param accountName of an account that exists already; "" for our own
    /// @param priorityClass "" for none
    public record Server(
            Resources resources, List<String> arguments, String accountName, String priorityClass) {
        public Server {
            arguments = List.copyOf(arguments);
        }
    }

    /// How the node agents run.
    ///
    /// @param kubeletRoot the kubelet's folder on the nodes
    /// @param privileged where the platform lets only privileged containers into host paths
    public record Agent(
            Resources resources, String kubeletRoot, boolean privileged, String priorityClass) {}

    /// What a container asks for and may take; quantities of Kubernetes, "0" for none.
    public record Resources(
            String cpuRequest, String memoryRequest, String cpuLimit, String memoryLimit) {
        /// Source: the defaults of `velero install` 1.9.7.
        public static final Resources OF_SERVER = new Resources("500m", "128Mi", "1000m", "512Mi");

        public static final Resources OF_AGENT = new Resources("500m", "512Mi", "1000m", "1Gi");
    }
}
