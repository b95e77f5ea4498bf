package ark.restore.action;

import ark.item.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The init container that keeps a pod from starting before its volumes are restored: Ark's own, or
/// one of Velero's or Ark's older helpers where a ConfigMap names it.
///
/// Source: Velero 1.9.7 and 1.18, the restore item action for pod volumes, and its documentation
/// "Customize Restore Helper Container".
final class WaitContainer {
    /// As Velero up to 1.9 calls it, and as node agents of all eras know it.
    static final String NAME = "restic-wait";

    /// The folder below which the volumes are mounted, and the one for signals.
    private static final String VOLUMES = "/restores/";

    private static final String SIGNALS = "/ark-restore";

    private static final String COMMAND = "/usr/bin/ark-restore-wait";

    /// What the images of others run, by the last part of their names.
    private static final Map<String, String> COMMANDS =
            Map.of(
                    "velero-restic-restore-helper", "/velero-restic-restore-helper",
                    "velero-restore-helper", "/velero-restore-helper",
                    "ark-restic-restore-helper", "/ark-restic-restore-helper");

    private static final Map<String, String> RESOURCES =
            Map.of(
                    "cpuRequest", "100m",
                    "memRequest", "128Mi",
                    "cpuLimit", "100m",
                    "memLimit", "128Mi");

    private static final YAMLMapper YAML = new YAMLMapper();

    private final ActionSettings.Waiting waiting;
    private final Map<String, String> config;
    private final List<String> warnings = new ArrayList<>();

    /// @param config the data of the ConfigMap; empty when there is none
    WaitContainer(ActionSettings.Waiting waiting, Map<String, String> config) {
        this.waiting = waiting;
        this.config = config;
    }

    /// What was wrong with the ConfigMap, once the container is made.
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /// The container for a pod.
    ///
    /// @param volumes that it waits for
    /// @param first the pod's first container, or a missing node
    /// @param signals the name of the volume in which agents leave word; "" when there is none
    ObjectNode make(List<String> volumes, JsonNode first, String signals) {
        String image = image();
        ObjectNode container = Json.object().put("name", NAME).put("image", image);
        container.putArray("command").add(command(image));
        container.putArray("args").add(waiting.restoreUid());
        environment(container, "POD_NAMESPACE", "metadata.namespace");
        environment(container, "POD_NAME", "metadata.name");
        container.set("resources", resources());
        for (String volume : volumes) {
            mount(container, volume, VOLUMES + volume);
        }
        if (!signals.isEmpty()) {
            mount(container, signals, SIGNALS);
        }
        container.set("securityContext", securityContext(first));
        return container;
    }

    private static void environment(ObjectNode container, String name, String field) {
        ObjectNode variable = container.withArray("/env").addObject().put("name", name);
        variable.putObject("valueFrom").putObject("fieldRef").put("fieldPath", field);
    }

    private static void mount(ObjectNode container, String volume, String path) {
        container.withArray("/volumeMounts").addObject().put("name", volume).put("mountPath", path);
    }

    private String image() {
        String image = config.getOrDefault("image", "").strip();
        if (image.isEmpty()) {
            return waiting.image();
        }
        if (!image.contains("/")) {
            warnings.add(
                    "the ConfigMap of %s names the image \"%s\" without a registry; %s is used"
                            .formatted(WaitContainerAction.ACTION, image, waiting.image()));
            return waiting.image();
        }
        String last = image.substring(image.lastIndexOf('/') + 1);
        return last.contains(":") ? image : image + ":" + tag(waiting.image());
    }

    private static String tag(String image) {
        String last = image.substring(image.lastIndexOf('/') + 1);
        boolean tagged = last.contains(":") && !last.contains("@");
        return tagged ? last.substring(last.indexOf(':') + 1) : "latest";
    }

    private String command(String image) {
        String command = config.getOrDefault("command", "").strip();
        if (!command.isEmpty()) {
            return command;
        }
        String last = image.substring(image.lastIndexOf('/') + 1);
        return COMMANDS.getOrDefault(last.replaceFirst("[:@].*", ""), COMMAND);
    }

    /// Requests and limits; a quantity of 0 sets none. One that is wrong makes all of them the
    /// usual ones.
    private ObjectNode resources() {
        try {
            return resources(config);
        } catch (IllegalArgumentException e) {
            warnings.add(
                    "the ConfigMap of %s has resources that cannot be used, so the usual ones are: %s"
                            .formatted(WaitContainerAction.ACTION, e.getMessage()));
            return resources(Map.of());
        }
    }

    private static ObjectNode resources(Map<String, String> config) {
        ObjectNode resources = Json.object();
        for (String resource : List.of("cpu", "mem")) {
            String request = quantity(config, resource + "Request");
            String limit = quantity(config, resource + "Limit");
            BigDecimal least = number(request);
            BigDecimal most = number(limit);
            if (most.signum() > 0 && least.compareTo(most) > 0) {
                throw new IllegalArgumentException(
                        resource
                                + "Request "
                                + request
                                + " exceeds "
                                + resource
                                + "Limit "
                                + limit);
            }
            String name = resource.equals("mem") ? "memory" : resource;
            if (least.signum() > 0) {
                resources.withObject("/requests").put(name, request);
            }
            if (most.signum() > 0) {
                resources.withObject("/limits").put(name, limit);
            }
        }
        return resources;
    }

    private static String quantity(Map<String, String> config, String key) {
        String text = config.getOrDefault(key, "").strip();
        return text.isEmpty() ? RESOURCES.getOrDefault(key, "0") : text;
    }

    private static BigDecimal number(String quantity) {
        try {
            BigDecimal number = Quantity.parse(quantity).getNumericalAmount();
            if (number.signum() < 0) {
                throw new IllegalArgumentException("\"" + quantity + "\" is negative");
            }
            return number;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("\"" + quantity + "\" is no quantity", e);
        }
    }

    /// As the ConfigMap says; else that of the pod's first container, which the pod's namespace
    /// admits; else one that every namespace admits.
    private ObjectNode securityContext(JsonNode first) {
        Optional<ObjectNode> configured = configured();
        if (configured.isPresent()) {
            return configured.get();
        }
        return first.path("securityContext") instanceof ObjectNode context && !context.isEmpty()
                ? context.deepCopy()
                : restricted();
    }

    private static ObjectNode restricted() {
        ObjectNode context = Json.object();
        context.put("allowPrivilegeEscalation", false)
                .put("runAsNonRoot", true)
                .put("runAsUser", 1000);
        context.putObject("capabilities").putArray("drop").add("ALL");
        context.putObject("seccompProfile").put("type", "RuntimeDefault");
        return context;
    }

    private Optional<ObjectNode> configured() {
        ObjectNode context = Json.object();
        try {
            for (String id : List.of("RunAsUser", "RunAsGroup")) {
                String text = config.getOrDefault("secCtx" + id, "").strip();
                if (!text.isEmpty()) {
                    context.put("r" + id.substring(1), Long.parseLong(text));
                }
            }
            String escalation = config.getOrDefault("secCtxAllowPrivilegeEscalation", "").strip();
            if (!escalation.isEmpty()) {
                context.put("allowPrivilegeEscalation", bool(escalation));
            }
            String yaml = config.getOrDefault("secCtx", "");
            if (!yaml.isBlank()) {
                context.setAll(strict(yaml));
            }
        } catch (IllegalArgumentException | JsonProcessingException e) {
            warnings.add(
                    "the ConfigMap of %s has a security context that cannot be used: %s"
                            .formatted(
                                    WaitContainerAction.ACTION,
                                    String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
            return Optional.empty();
        }
        return Optional.of(context).filter(c -> !c.isEmpty());
    }

    /// Source of the words: Go's `strconv.ParseBool`.
    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "1", "t", "true" -> true;
            case "0", "f", "false" -> false;
            default -> throw new IllegalArgumentException("\"" + text + "\" is no truth value");
        };
    }

    /// Nothing but what a SecurityContext has.
    private static ObjectNode strict(String yaml) throws JsonProcessingException {
        if (!(YAML.readTree(yaml) instanceof ObjectNode context)) {
            throw new IllegalArgumentException("secCtx is no mapping");
        }
        SecurityContext known = YAML.treeToValue(context, SecurityContext.class);
        if (!known.getAdditionalProperties().isEmpty()) {
            throw new IllegalArgumentException(
                    "secCtx has the unknown fields "
                            + String.join(", ", known.getAdditionalProperties().keySet()));
        }
        return context;
    }
}
