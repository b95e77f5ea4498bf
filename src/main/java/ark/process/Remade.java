package ark.process;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Looks again for what was deleted and made again at once.
///
/// The operator framework knows resources by name. While a reconciler is told of a deletion, the
/// news of another resource of that name joins what is known of the deleted one, and is forgotten
/// with it when the reconciler returns: nobody would ever work on the new one. (Observed with
/// java-operator-sdk 5.2.3.) What this hears is meant for metrics; it is told just behind that
/// moment, by a thread that keeps further news out.
final class Remade implements Metrics {
    private final Map<String, Controller<?>> controllers = new ConcurrentHashMap<>();

    @Override
    public void controllerRegistered(Controller<? extends HasMetadata> controller) {
        controllers.put(controller.getConfiguration().getName(), controller);
    }

    @Override
    public void cleanupDoneFor(ResourceID forgotten, Map<String, Object> metadata) {
        Optional.ofNullable(metadata.get(Constants.CONTROLLER_NAME))
                .map(controllers::get)
                .ifPresent(controller -> lookAgain(controller, forgotten));
    }

    private static <T extends HasMetadata> void lookAgain(Controller<T> controller, ResourceID id) {
        controller
                .getEventSourceManager()
                .getControllerEventSource()
                .get(id)
                .map(remade -> new ResourceEvent(ResourceAction.ADDED, id, remade))
                .ifPresent(controller.getEventProcessor()::handleEvent);
    }
}
