package ark.install;

import ark.item.Secret;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Every object of an installation, in the order in which they are created: the same options give
/// the same objects.
///
/// Source of names and order: `velero install` 1.9.7. Other tools look for them.
public final class InstallObjects {
    private InstallObjects() {}

    /// Definitions of custom resources, then everything else.
    public static List<ObjectNode> of(InstallOptions options) {
        var objects = new ArrayList<ObjectNode>(Crds.all());
        objects.addAll(behindDefinitions(options));
        return objects;
    }

    /// All but the definitions.
    public static List<ObjectNode> behindDefinitions(InstallOptions options) {
        var objects = new ArrayList<ObjectNode>();
        var accounts = new Accounts(options);
        objects.add(Manifests.namespace(options.namespace()));
        objects.addAll(accounts.ofServer());
        if (!options.agents().isEmpty()) {
            objects.addAll(accounts.ofAgents());
        }
        options.credentials().forEach(secret -> objects.add(credentials(options, secret)));
        options.locations().forEach(location -> objects.add(location(options, location)));
        options.snapshotLocations().forEach(each -> objects.add(snapshotLocation(options, each)));
        objects.add(ServerDeployment.of(options));
        options.agents().forEach(agent -> objects.add(AgentDaemonSet.of(options, agent)));
        return objects;
    }

    private static ObjectNode credentials(InstallOptions options, Secret content) {
        ObjectNode secret =
                Workload.object("v1", "Secret", "cloud-credentials", options.namespace());
        byte[] bytes = content.value().getBytes(StandardCharsets.UTF_8);
        secret.put("type", "Opaque");
        secret.putObject("data").put("cloud", Base64.getEncoder().encodeToString(bytes));
        return secret;
    }

    private static ObjectNode location(InstallOptions options, InstallOptions.Location given) {
        ObjectNode location =
                Workload.object(
                        "velero.io/v1", "BackupStorageLocation", "default", options.namespace());
        ObjectNode spec = location.putObject("spec");
        spec.put("provider", given.provider()).put("default", true);
        ObjectNode storage = spec.putObject("objectStorage").put("bucket", given.bucket());
        if (!given.prefix().isEmpty()) storage.put("prefix", given.prefix());
        if (!given.certificates().isEmpty()) storage.put("caCert", given.certificates());
        Workload.put(spec, "config", given.config());
        return location;
    }

    private static ObjectNode snapshotLocation(
            InstallOptions options, InstallOptions.SnapshotLocation given) {
        ObjectNode location =
                Workload.object(
                        "velero.io/v1", "VolumeSnapshotLocation", "default", options.namespace());
        ObjectNode spec = location.putObject("spec").put("provider", given.provider());
        Workload.put(spec, "config", given.config());
        return location;
    }
}
