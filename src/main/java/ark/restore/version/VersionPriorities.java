package ark.restore.version;

import ark.item.GroupResource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The versions that a person wants kinds to be restored in, as a ConfigMap says it:
///
/// ```
/// rockbands.music.example.io=v2beta1,v2beta2
/// orchestras.music.example.io=v2,v3alpha1
/// ```
///
/// Source: Velero 1.9.7, pkg/restore/prioritize_group_version.go.
///
/// @param wanted for each resource its versions, the most wanted first
/// @param malformed lines that do not have that form, and therefore say nothing
public record VersionPriorities(Map<GroupResource, List<String>> wanted, List<String> malformed) {
    /// The ConfigMap of the server's namespace.
    public static final String CONFIG_MAP = "enableapigroupversions";

    /// Its member.
    public static final String KEY = "restoreResourcesVersionPriority";

    /// Nobody wants anything.
    public static final VersionPriorities NONE = new VersionPriorities(Map.of(), List.of());

    public VersionPriorities {
        wanted = Map.copyOf(wanted);
        malformed = List.copyOf(malformed);
    }

    /// Reads lines; empty ones and spaces do not matter.
    public static VersionPriorities parse(String text) {
        var wanted = new LinkedHashMap<GroupResource, List<String>>();
        var malformed = new ArrayList<String>();
        for (String line : text.lines().map(line -> line.replaceAll("\\s", "")).toList()) {
            String[] sides = line.split("=", -1);
            List<String> versions = List.of(sides[sides.length - 1].split(",", -1));
            if (line.isEmpty()) {
                continue;
            }
            if (sides.length != 2 || !isResource(sides[0]) || versions.contains("")) {
                malformed.add(line);
            } else {
                wanted.put(GroupResource.parse(sides[0]), versions);
            }
        }
        return new VersionPriorities(wanted, malformed);
    }

    private static boolean isResource(String text) {
        return Arrays.stream(text.split("\\.", -1)).noneMatch(String::isEmpty);
    }
}
