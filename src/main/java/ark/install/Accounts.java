package ark.install;

import ark.item.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Who the server and the node agents are in the cluster, and what they may do there.
final class Accounts {
    static final String AGENT = "restic";

    private static final String SERVER = "velero";
    private static final String RBAC = "rbac.authorization.k8s.io/v1";
    private static final String RBAC_GROUP = "rbac.authorization.k8s.io";

    private final InstallOptions options;

    Accounts(InstallOptions options) {
        this.options = options;
    }

    static String server(InstallOptions options) {
        String given = options.server().accountName();
        return given.isEmpty() ? SERVER : given;
    }

    /// The name of a cluster-wide object: installations in several namespaces have one each.
    static String clusterWide(String namespace, String name) {
        return namespace.equals(SERVER) ? name : name + "-" + namespace;
    }

    /// May do everything: it restores whatever was backed up.
    List<ObjectNode> ofServer() {
        String own = options.namespace();
        ObjectNode binding =
                binding("ClusterRoleBinding", clusterWide(own, SERVER), "", server(options));
        refer(binding, "ClusterRole", "cluster-admin");
        if (!options.server().accountName().isEmpty()) {
            return List.of(binding);
        }
        ObjectNode account = Workload.object("v1", "ServiceAccount", SERVER, own);
        Workload.put(
                account.withObject("/metadata"),
                "annotations",
                options.extras().accountAnnotations());
        return List.of(binding, account);
    }

    /// May do what an agent does, each line of it: the manual's page on installing says why.
    List<ObjectNode> ofAgents() {
        String own = options.namespace();
        String wide = clusterWide(own, "velero-node-agent");
        ObjectNode account = Workload.object("v1", "ServiceAccount", AGENT, own);
        Workload.put(
                account.withObject("/metadata"),
                "annotations",
                options.extras().accountAnnotations());

        ObjectNode everywhere = Workload.object(RBAC, "ClusterRole", wide, "");
        ArrayNode rules = everywhere.putArray("rules");
        rule(rules, "", List.of("pods"), "get", "list", "watch");
        rule(rules, "", List.of("persistentvolumeclaims", "persistentvolumes"), "get");
        rule(rules, "storage.k8s.io", List.of("csidrivers"), "get");
        // what `ark restic init-repository` writes into the namespace of a workload
        rule(rules, "", List.of("secrets"), "get")
                .putArray("resourceNames")
                .add("ark-restic-credentials");

        ObjectNode inside = Workload.object(RBAC, "Role", AGENT, own);
        rules = inside.putArray("rules");
        List<String> volumes = List.of("podvolumebackups", "podvolumerestores");
        rule(rules, "velero.io", volumes, "get", "list", "watch", "patch");
        rule(rules, "velero.io", List.of("backupstoragelocations"), "get");
        rule(rules, "", List.of("secrets"), "get"); // a location may name any
        rule(rules, "coordination.k8s.io", List.of("leases"), "get", "create", "update");

        ObjectNode wideBinding = binding("ClusterRoleBinding", wide, "", AGENT);
        refer(wideBinding, "ClusterRole", wide);
        ObjectNode insideBinding = binding("RoleBinding", AGENT, own, AGENT);
        refer(insideBinding, "Role", AGENT);
        return List.of(account, everywhere, wideBinding, inside, insideBinding);
    }

    private static ObjectNode rule(
            ArrayNode rules, String group, List<String> resources, String... verbs) {
        ObjectNode rule = rules.addObject();
        rule.putArray("apiGroups").add(group);
        resources.forEach(rule.putArray("resources")::add);
        List.of(verbs).forEach(rule.putArray("verbs")::add);
        return rule;
    }

    private ObjectNode binding(String kind, String name, String namespace, String account) {
        ObjectNode binding = Workload.object(RBAC, kind, name, namespace);
        ObjectNode subject = Json.object();
        subject.put("kind", "ServiceAccount").put("name", account);
        subject.put("namespace", options.namespace());
        binding.putArray("subjects").add(subject);
        return binding;
    }

    private static void refer(ObjectNode binding, String kind, String role) {
        binding.putObject("roleRef")
                .put("apiGroup", RBAC_GROUP)
                .put("kind", kind)
                .put("name", role);
    }
}
