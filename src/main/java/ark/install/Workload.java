package ark.install;

import ark.api.v1.Labels;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the pods of the server and of the node agents have in common.
final class Workload {
    static final int METRICS_PORT = 8085;

    private static final String CREDENTIALS = "cloud-credentials";

    /// Each SDK looks for its file under another name.
    private static final List<String> CREDENTIALS_VARIABLES =
            List.of(
                    "GOOGLE_APPLICATION_CREDENTIALS",
                    "AWS_SHARED_CREDENTIALS_FILE",
                    "AZURE_CREDENTIALS_FILE",
                    "ALIBABA_CLOUD_CREDENTIALS_FILE");

    private final InstallOptions options;
    private final ObjectNode pod = Json.object();
    private final ObjectNode container = Json.object();
    private final ArrayNode environment = Json.object().arrayNode();
    private final ArrayNode mounts = Json.object().arrayNode();
    private final ArrayNode volumes = Json.object().arrayNode();

    Workload(InstallOptions options) {
        this.options = options;
    }

    /// An object of the installation: with its label, and its namespace unless that is "".
    static ObjectNode object(String apiVersion, String kind, String name, String namespace) {
        ObjectNode object = Json.object();
        object.put("apiVersion", apiVersion).put("kind", kind);
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        metadata.putObject("labels").put(Labels.COMPONENT, Labels.COMPONENT_VALUE);
        return object;
    }

    /// Texts by name, in the order of their names.
    static void put(ObjectNode into, String field, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            ObjectNode node = into.putObject(field);
            new TreeMap<>(texts).forEach(node::put);
        }
    }

    /// Its one container.
    ObjectNode container(String name, List<String> arguments) {
        container.put("name", name).put("image", options.image());
        container.put("imagePullPolicy", pullPolicy(options.image()));
        container.putArray("command").add("/usr/bin/ark");
        arguments.forEach(container.putArray("args")::add);
        container
                .putArray("ports")
                .addObject()
                .put("name", "metrics")
                .put("containerPort", METRICS_PORT);
        return container;
    }

    /// A tag that is not `latest` never changes. As upstream: the port of a registry counts as a
    /// second colon, and then the image is looked for each time.
    static String pullPolicy(String image) {
        String[] parts = image.split(":", -1);
        return parts.length == 2 && !parts[1].equals("latest") ? "IfNotPresent" : "Always";
    }

    void variable(String name, String value) {
        environment.addObject().put("name", name).put("value", value);
    }

    void variableOf(String name, String field) {
        environment
                .addObject()
                .put("name", name)
                .putObject("valueFrom")
                .putObject("fieldRef")
                .put("fieldPath", field);
    }

    ObjectNode mount(String volume, String path) {
        return mounts.addObject().put("name", volume).put("mountPath", path);
    }

    ObjectNode volume(String name) {
        return volumes.addObject().put("name", name);
    }

    /// Places to write to: everything else is read-only.
    void writable() {
        for (String name : List.of("scratch", "tmp")) {
            volume(name).putObject("emptyDir");
            mount(name, "/" + name);
        }
    }

    /// @param mode of the file
    void credentials(int mode) {
        if (options.credentials().isEmpty()) {
            return;
        }
        volume(CREDENTIALS)
                .putObject("secret")
                .put("secretName", CREDENTIALS)
                .put("defaultMode", mode);
        mount(CREDENTIALS, "/credentials");
        CREDENTIALS_VARIABLES.forEach(name -> variable(name, "/credentials/cloud"));
    }

    /// The folder of a location of provider `filesystem`, at the path that its config names.
    void locationVolume() {
        for (InstallOptions.Location location : options.locations()) {
            for (InstallOptions.LocationVolume held : location.volumes()) {
                ObjectNode volume = volume("backup-location");
                switch (held) {
                    // never made: where nothing is mounted there would else be backups of no use
                    case InstallOptions.HostPath(String path) ->
                            volume.putObject("hostPath").put("path", path).put("type", "Directory");
                    case InstallOptions.Claim(String name) ->
                            volume.putObject("persistentVolumeClaim").put("claimName", name);
                }
                mount("backup-location", location.path());
                // The kubelet makes the folder of a subPath: so the bucket is there from the start.
                mount("backup-location", location.path() + "/" + location.bucket())
                        .put("subPath", location.bucket());
            }
        }
    }

    boolean hasLocationVolume() {
        return options.locations().stream().anyMatch(l -> !l.volumes().isEmpty());
    }

    void resources(InstallOptions.Resources wanted) {
        ObjectNode resources = Json.object();
        amounts(resources, "requests", wanted.cpuRequest(), wanted.memoryRequest());
        amounts(resources, "limits", wanted.cpuLimit(), wanted.memoryLimit());
        container.set("resources", resources);
    }

    private static void amounts(ObjectNode resources, String field, String cpu, String memory) {
        ObjectNode amounts = Json.object();
        if (!cpu.equals("0")) amounts.put("cpu", cpu);
        if (!memory.equals("0")) amounts.put("memory", memory);
        if (!amounts.isEmpty()) resources.set(field, amounts);
    }

    /// `/healthz` says that it must be started anew, `/readyz` that it works or stands by to.
    void probes() {
        probe("startupProbe", "/healthz", 2).put("failureThreshold", 60);
        probe("readinessProbe", "/readyz", 5).put("failureThreshold", 3);
        probe("livenessProbe", "/healthz", 20).put("failureThreshold", 3).put("timeoutSeconds", 10);
    }

    private ObjectNode probe(String name, String path, int periodSeconds) {
        ObjectNode probe = container.putObject(name);
        probe.putObject("httpGet").put("path", path).put("port", "metrics");
        return probe.put("periodSeconds", periodSeconds).put("timeoutSeconds", 5);
    }

    /// The pod's spec, complete.
    ObjectNode pod(String account, String priorityClass) {
        pod.put("serviceAccountName", account).put("restartPolicy", "Always");
        if (!priorityClass.isEmpty()) {
            pod.put("priorityClassName", priorityClass);
        }
        new TreeMap<>(options.extras().variables()).forEach(this::variable);
        container.set("env", environment);
        container.set("volumeMounts", mounts);
        pod.putArray("containers").add(container);
        pod.set("volumes", volumes);
        return pod;
    }

    /// Where the pod's security context is to be set.
    ObjectNode podSecurity() {
        return pod.putObject("securityContext");
    }

    /// The template's metadata: what the person adds stands over ours.
    ObjectNode template(ObjectNode workload, Map<String, String> ownLabels) {
        ObjectNode template = workload.withObject("/spec").putObject("template");
        ObjectNode metadata = template.putObject("metadata");
        var labels = new TreeMap<>(options.extras().podLabels());
        labels.putAll(ownLabels); // the selector depends on these
        put(metadata, "labels", labels);
        var annotations =
                new TreeMap<>(
                        Map.of(
                                "prometheus.io/scrape", "true",
                                "prometheus.io/port", Integer.toString(METRICS_PORT),
                                "prometheus.io/path", "/metrics"));
        annotations.putAll(options.extras().podAnnotations());
        put(metadata, "annotations", annotations);
        return template;
    }
}
