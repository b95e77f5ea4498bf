package ark.restic.store;

import ark.api.v1.BackupStorageLocationSpec;
import ark.api.v1.BackupStorageLocationSpec.ObjectStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The part of an address that all repositories of a location share. Collects what is wrong.
final class RepositoryRoot {
    static final String PREFIX_KEY = "resticRepoPrefix";
    static final String LOCATION_KEY = "resticLocation";

    private static final String HOST = "[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?";
    private static final String SEGMENT = "[\\p{L}\\p{N} !_.*'()=@,+&$;~-]+";
    private static final Pattern NAME = Pattern.compile(SEGMENT);
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");
    private static final Pattern REGION = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern URL =
            Pattern.compile("https?://(" + HOST + "|\\[[0-9A-Fa-f:.]+](:[0-9]{1,5})?)(/.*)?");
    private static final Pattern STORE =
            Pattern.compile(
                    "(?<store>s3:(https?://|//)?"
                            + HOST
                            + "/|(azure|gs):[A-Za-z0-9._-]+:/|/)"
                            + "(?<path>.*)");

    private final BackupStorageLocationSpec spec;
    private final Regions regions;
    private final List<String> problems = new ArrayList<>();

    RepositoryRoot(BackupStorageLocationSpec spec, Regions regions) {
        this.spec = spec;
        this.regions = regions;
    }

    List<String> problems() {
        return problems;
    }

    void problem(String text) {
        problems.add(text);
    }

    /// The root without a `/` at its end; meaningless when there are problems.
    String text() {
        if (!config(PREFIX_KEY).isEmpty()) {
            return given(config(PREFIX_KEY));
        }
        return switch (StoreKind.of(spec)) {
            case AWS -> aws();
            case AZURE -> "azure:" + blobs();
            case GCP -> "gs:" + blobs();
            case FILESYSTEM -> filesystem();
            case OTHER -> {
                problems.add(
                        "restic repository prefix (resticRepoPrefix) not specified in backup"
                                + " storage location's config");
                yield "";
            }
        };
    }

    /// What a location says itself: only kinds of store that need no program or login of restic's
    /// own (`sftp:` and `rclone:` would start one, `rest:` may hold a password).
    private String given(String prefix) {
        var matcher = STORE.matcher(prefix);
        if (!matcher.matches()) {
            problems.add(
                    PREFIX_KEY
                            + " must be s3:HOST/BUCKET/…, azure:CONTAINER:/…, gs:BUCKET:/… or an"
                            + " absolute path, without a login in it");
            return "";
        }
        checkSegments(PREFIX_KEY, withoutSlashAtEnd(matcher.group("path")));
        return withoutSlashAtEnd(prefix);
    }

    private String aws() {
        String folder = joined(bucketAndFolder());
        String url = config("s3Url");
        if (!url.isEmpty()) {
            if (!URL.matcher(url).matches()) {
                problems.add(
                        "config key s3Url must start with http:// or https:// and name a host,"
                                + " without credentials and query");
                return "";
            }
            checkSegments("s3Url", url.replaceFirst("https?://[^/]*/?", ""));
            return "s3:" + withoutSlashAtEnd(url) + "/" + folder;
        }
        return "s3:" + amazonHost() + "/" + folder;
    }

    private String amazonHost() {
        String region = config("region");
        if (region.isEmpty() && !config(LOCATION_KEY).isEmpty()) {
            return "s3.amazonaws.com"; // Ark 0.9 asked nobody
        }
        if (region.isEmpty() && problems.isEmpty()) {
            region = regions.of(bucket());
        }
        if (problems.isEmpty() && !REGION.matcher(region).matches()) {
            problems.add("config key region must be as eu-west-1, is " + region);
        }
        return "s3-" + region + ".amazonaws.com";
    }

    private String blobs() {
        List<String> parts = bucketAndFolder();
        return parts.getFirst() + ":/" + joined(parts.subList(1, parts.size()));
    }

    private String filesystem() {
        String path = config("path");
        if (!path.startsWith("/")) {
            problems.add("config key path must be an absolute path, is \"" + path + "\"");
        }
        checkSegments("path", withoutSlashAtEnd(path).replaceFirst("^/+", ""));
        return "/" + joined(Stream.concat(Stream.of(path), bucketAndFolder().stream()).toList());
    }

    /// The bucket, and what leads to the repositories in it.
    private List<String> bucketAndFolder() {
        String old = config(LOCATION_KEY);
        if (!old.isEmpty()) {
            String[] parts = old.split("/", 2);
            return checked(LOCATION_KEY, parts[0], parts.length > 1 ? parts[1] : "", "");
        }
        ObjectStorage storage = spec.objectStorage();
        String prefix = storage == null ? "" : Objects.requireNonNullElse(storage.prefix(), "");
        return checked("prefix", bucket(), prefix, "restic");
    }

    private List<String> checked(String key, String bucket, String folder, String last) {
        if (!BUCKET.matcher(bucket).matches()) {
            problems.add("the bucket's name must consist of letters, digits, '.', '-' and '_'");
        }
        checkSegments(key, folder.replaceAll("^/+|/+$", ""));
        return List.of(bucket, folder, last);
    }

    private String bucket() {
        ObjectStorage storage = spec.objectStorage();
        String bucket = storage == null ? "" : Objects.requireNonNullElse(storage.bucket(), "");
        return bucket.replaceAll("^/+|/+$", "");
    }

    private void checkSegments(String key, String path) {
        boolean good =
                path.isEmpty()
                        || Stream.of(path.split("/", -1))
                                .filter(segment -> !segment.isEmpty())
                                .allMatch(
                                        segment ->
                                                NAME.matcher(segment).matches()
                                                        && !segment.equals(".")
                                                        && !segment.equals(".."));
        if (!good) {
            problems.add(
                    "%s \"%s\" must be names with '/' between them: letters, digits and"
                                    .formatted(key, path.replaceAll("\\p{Cntrl}", "?"))
                            + " !_.*'()=@,+&$;~- but neither \".\" nor \"..\"");
        }
    }

    /// One path of several, without slashes around it or two in a row.
    private static String joined(List<String> paths) {
        return paths.stream()
                .flatMap(path -> Stream.of(path.split("/")))
                .filter(segment -> !segment.isEmpty())
                .collect(Collectors.joining("/"));
    }

    private static String withoutSlashAtEnd(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private String config(String key) {
        return Objects.requireNonNullElse(spec.config(), Map.<String, String>of())
                .getOrDefault(key, "")
                .strip();
    }
}
