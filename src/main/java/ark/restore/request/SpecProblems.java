package ark.restore.request;

import static ark.restore.request.RestoreRequest.list;
import static ark.restore.request.RestoreRequest.text;
import static ark.restore.request.RestoreRequest.texts;

import ark.api.v1.GoDuration;
import ark.api.v1.LabelSelectors;
import ark.api.v1.Names;
import ark.api.v1.RestoreSpec;
import ark.hook.RestoreHooks;
import ark.item.NameFilter;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Everything that is wrong with a Restore's spec by itself, whatever backups there are.
///
/// Source of rules and sentences: Velero 1.9.7, pkg/controller/restore_controller.go.
final class SpecProblems {
    private SpecProblems() {}

    static List<String> of(RestoreSpec spec) {
        var problems = new ArrayList<String>();
        problems.addAll(listProblems(spec));
        problems.addAll(selectorProblems(spec));
        problems.addAll(mappingProblems(texts(spec.namespaceMapping())));
        problems.addAll(handlingProblems(spec));
        problems.addAll(hookProblems(spec));
        return problems;
    }

    private static List<String> listProblems(RestoreSpec spec) {
        var problems = new ArrayList<String>();
        for (String resource : list(spec.includedResources())) {
            if (RestoreRequest.NON_RESTORABLE.contains(resource)) {
                problems.add(resource + " are non-restorable resources");
            }
        }
        new NameFilter(list(spec.includedResources()), RestoreRequest.excludedResources(spec))
                .problems().stream()
                        .filter(
                                p ->
                                        RestoreRequest.NON_RESTORABLE.stream()
                                                .noneMatch(r -> p.endsWith(": " + r)))
                        .forEach(
                                p ->
                                        problems.add(
                                                "Invalid included/excluded resource lists: " + p));
        var namespaces =
                new NameFilter(list(spec.includedNamespaces()), list(spec.excludedNamespaces()));
        var namespaceProblems = new ArrayList<>(namespaces.problems());
        namespaces.included().forEach(n -> namespaceProblems.addAll(patternProblems(n)));
        namespaces.excluded().forEach(n -> namespaceProblems.addAll(patternProblems(n)));
        namespaceProblems.forEach(
                p -> problems.add("Invalid included/excluded namespace lists: " + p));
        return problems;
    }

    private static List<String> patternProblems(String namespace) {
        return namespace.equals("*") ? List.of() : Names.namespacePatternProblems(namespace);
    }

    private static List<String> selectorProblems(RestoreSpec spec) {
        var problems = new ArrayList<String>();
        var or = spec.orLabelSelectors();
        if (spec.labelSelector() != null && or != null && !or.isEmpty()) {
            problems.add(
                    "encountered labelSelector as well as orLabelSelectors in restore spec, only"
                            + " one can be specified");
        }
        problems.addAll(LabelSelectors.problems(spec.labelSelector()));
        if (or != null) {
            or.forEach(selector -> problems.addAll(LabelSelectors.problems(selector)));
        }
        return problems;
    }

    /// Two namespaces in one would overwrite each other's objects.
    private static List<String> mappingProblems(Map<String, String> mapping) {
        var problems = new ArrayList<String>();
        var sources = new TreeMap<String, String>();
        new TreeMap<>(mapping)
                .forEach(
                        (source, target) -> {
                            Names.namespaceProblems(target)
                                    .forEach(
                                            p ->
                                                    problems.add(
                                                            "invalid namespaceMapping of \"%s\" to \"%s\": %s"
                                                                    .formatted(source, target, p)));
                            String other = sources.putIfAbsent(target, source);
                            if (other != null) {
                                problems.add(
                                        "invalid namespaceMapping: \"%s\" and \"%s\" are both mapped to \"%s\""
                                                .formatted(other, source, target));
                            }
                        });
        return problems;
    }

    private static List<String> handlingProblems(RestoreSpec spec) {
        var problems = new ArrayList<String>();
        String policy = text(spec.existingResourcePolicy());
        if (!Set.of("", "none", "update").contains(policy)) {
            problems.add("existingResourcePolicy must be none or update, is \"" + policy + "\"");
        }
        if (spec.resourceModifier() != null) {
            problems.add("spec.resourceModifier is not supported by this version of Ark");
        }
        try {
            GoDuration.orDefault(spec.itemOperationTimeout(), Duration.ZERO);
        } catch (IllegalArgumentException e) {
            problems.add("itemOperationTimeout: " + e.getMessage());
        }
        var status = spec.restoreStatus();
        if (status != null) {
            new NameFilter(list(status.includedResources()), list(status.excludedResources()))
                    .problems()
                    .forEach(p -> problems.add("Invalid restoreStatus resource lists: " + p));
        }
        return problems;
    }

    private static List<String> hookProblems(RestoreSpec spec) {
        var problems = new ArrayList<>(RestoreHooks.problems(spec.hooks()));
        for (RestoreSpec.HookResource resource : RestoreRequest.hooks(spec)) {
            String name = "hook \"" + text(resource.name()) + "\": ";
            for (RestoreSpec.Hook hook : list(resource.postHooks())) {
                if (hook.init() != null) {
                    containerProblems(hook.init()).forEach(p -> problems.add(name + p));
                }
            }
        }
        return problems;
    }

    private static List<String> containerProblems(RestoreSpec.InitHook hook) {
        var problems = new ArrayList<String>();
        try {
            GoDuration.orDefault(hook.timeout(), Duration.ZERO);
        } catch (IllegalArgumentException e) {
            problems.add("timeout: " + e.getMessage());
        }
        for (JsonNode container : list(hook.initContainers())) {
            for (String field : List.of("name", "image")) {
                if (container.path(field).asText().isEmpty()) {
                    problems.add("an init container has no " + field);
                }
            }
        }
        return problems;
    }
}
