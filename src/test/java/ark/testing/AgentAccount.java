package ark.testing;

import static org.awaitility.Awaitility.await;

import ark.install.InstallObjects;
import ark.install.InstallOptions;
import ark.install.InstallOptions.Agent;
import ark.install.InstallOptions.Extras;
import ark.install.InstallOptions.Resources;
import ark.install.InstallOptions.Server;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The account of the node agents, with the very rights that `ark install` gives it.
public final class AgentAccount implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Set<String> KINDS =
            Set.of("ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding");

    private final KubernetesClient administrator;
    private final String namespace;
    private final List<HasMetadata> objects;

    private AgentAccount(KubernetesClient administrator, String namespace) {
        this.administrator = administrator;
        this.namespace = namespace;
        var options =
                new InstallOptions(
                        namespace,
                        "ark:1",
                        Extras.NONE,
                        List.of(),
                        List.of(),
                        List.of(),
                        new Server(Resources.OF_SERVER, List.of(), "somebody-else", ""),
                        List.of(new Agent(Resources.OF_AGENT, "/var/lib/kubelet", false, "")));
        objects =
                InstallObjects.behindDefinitions(options).stream()
                        .filter(AgentAccount::isOfAgents)
                        .map(
                                object ->
                                        (HasMetadata)
                                                administrator
                                                        .getKubernetesSerialization()
                                                        .unmarshal(object.toString()))
                        .toList();
    }

    private static boolean isOfAgents(ObjectNode object) {
        return KINDS.contains(object.path("kind").asText())
                && !object.at("/subjects/0/name").asText().equals("somebody-else");
    }

    /// Makes the account in a namespace, and waits until the API server knows its rights.
    public static AgentAccount make(KubernetesClient administrator, String namespace) {
        var account = new AgentAccount(administrator, namespace);
        account.objects.forEach(object -> administrator.resource(object).create());
        await("the rights of the node agents")
                .atMost(PATIENCE)
                .until(
                        () ->
                                account.may("create", "coordination.k8s.io", "leases", namespace)
                                        && account.may("get", "storage.k8s.io", "csidrivers", ""));
        return account;
    }

    /// Whether the account may do that.
    ///
    /// @param where a namespace; "" for what is cluster-wide, and for all namespaces
    public boolean may(String verb, String group, String resource, String where) {
        return may(verb, group, resource, where, "");
    }

    /// Whether the account may do that with one object.
    public boolean may(String verb, String group, String resource, String where, String name) {
        var wish = new ResourceAttributes();
        wish.setVerb(verb);
        wish.setGroup(group);
        wish.setResource(resource);
        wish.setNamespace(where);
        wish.setName(name);
        SubjectAccessReview review =
                new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(user())
                        .withGroups(groups())
                        .withResourceAttributes(wish)
                        .endSpec()
                        .build();
        return administrator.resource(review).create().getStatus().getAllowed();
    }

    private String user() {
        return "system:serviceaccount:" + namespace + ":restic";
    }

    private List<String> groups() {
        return List.of(
                "system:serviceaccounts",
                "system:serviceaccounts:" + namespace,
                "system:authenticated");
    }

    /// A client that is this account; to be closed.
    public KubernetesClient client() {
        Config config = new ConfigBuilder(administrator.getConfiguration()).build();
        config.setImpersonateUsername(user());
        config.setImpersonateGroups(groups().toArray(String[]::new));
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /// Takes the rights away.
    @Override
    public void close() {
        objects.forEach(object -> administrator.resource(object).delete());
    }
}
