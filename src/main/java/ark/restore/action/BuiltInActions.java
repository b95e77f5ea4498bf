package ark.restore.action;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// All actions that are part of Ark.
public final class BuiltInActions {
    private BuiltInActions() {}

    /// The actions of one restore, in the order in which they work: by name, as upstream.
    public static List<RestoreItemAction> of(ActionSettings settings, ClusterFacts facts) {
        var configs = new PluginConfigs(facts);
        return Stream.of(
                        new ApiServiceAction(),
                        new ClaimVolumeAction(),
                        new CustomResourceDefinitionAction(facts),
                        new ImageNameAction(configs),
                        new InitHookAction(settings),
                        new JobAction(),
                        new PodAction(),
                        new PodClaimsAction(),
                        new RoleBindingAction(settings, "rolebindings"),
                        new RoleBindingAction(settings, "clusterrolebindings"),
                        new SecretAction(),
                        new SelectedNodeAction(configs, facts),
                        new ServiceAccountAction(),
                        new ServiceAction(settings),
                        new StorageClassAction(configs, facts),
                        new WaitContainerAction(settings.waiting(), configs),
                        new WebhookAction())
                .sorted(Comparator.comparing(RestoreItemAction::name))
                .toList();
    }
}
