package ark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What ARCHITECTURE.md says, for the tests that hold the code to it.
record ArchitecturePage(List<Row> rows, List<Place> places) {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern PLACE =
            Pattern.compile(
                    "([.\\w][\\w./-]*?(?:/|\\.md))(?= |$)(?: \\([^)]*\\))?( \\*\\(later\\)\\*)?");
    private static final String LATER = "*(later)*";

    /// One line of the package table.
    record Row(String name, List<String> mayImport, boolean later) {
        boolean mayImport(String other) {
            return mayImport.stream()
                    .anyMatch(
                            allowed ->
                                    allowed.endsWith(".*")
                                            ? other.startsWith(
                                                    allowed.substring(0, allowed.length() - 1))
                                            : allowed.equals(other));
        }
    }

    /// A path of the repository's picture.
    record Place(String path, boolean later) {}

    static ArchitecturePage read() throws IOException {
        String page = Files.readString(Path.of("ARCHITECTURE.md"));
        return new ArchitecturePage(rows(page), places(page));
    }

    Optional<Row> row(String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst();
    }

    /// The package of a class below `ark`, without the `ark.`; "ark" for the root itself.
    static String packageName(String javaPackage) {
        return javaPackage.equals("ark") ? "ark" : javaPackage.substring("ark.".length());
    }

    private static List<Row> rows(String page) {
        return page.lines()
                .dropWhile(line -> !line.startsWith("| package "))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(ArchitecturePage::row0)
                .toList();
    }

    private static Row row0(String line) {
        String[] cells = line.split("\\|", -1);
        List<String> names = code(cells[1]);
        return new Row(names.getFirst(), code(cells[3]), cells[1].contains(LATER));
    }

    private static List<String> code(String cell) {
        return CODE.matcher(cell).results().map(match -> match.group(1)).toList();
    }

    private static List<Place> places(String page) {
        var base = new String[] {""};
        return page.lines()
                .dropWhile(line -> !line.equals("```"))
                .skip(1)
                .takeWhile(line -> !line.equals("```"))
                .flatMap(line -> places(line, base))
                .toList();
    }

    private static Stream<Place> places(String line, String[] base) {
        boolean continued = line.startsWith(" ");
        String first = continued ? base[0] : line.split(" ", 2)[0];
        base[0] = first;
        String rest = continued ? line : line.substring(first.length());
        Stream<Place> head =
                continued
                        ? Stream.empty()
                        : Stream.of(
                                new Place(first, line.endsWith(LATER) && !line.contains("/ (")));
        Matcher matcher = PLACE.matcher(rest);
        Stream<Place> below =
                matcher.results()
                        .map(m -> new Place(inside(first, m.group(1)), m.group(2) != null));
        return Stream.concat(head, below);
    }

    private static String inside(String base, String name) {
        return base.endsWith("/") && !name.startsWith("src/") && !name.startsWith("changelog/")
                ? base + name
                : name;
    }

    Map<Boolean, List<String>> pathsByLater() {
        return places.stream()
                .collect(
                        Collectors.partitioningBy(
                                Place::later,
                                Collectors.mapping(Place::path, Collectors.toList())));
    }
}
