package ark;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// ARCHITECTURE.md is true.
class ArchitectureTest {
    private static final Set<String> FORBIDDEN_NAMES =
            Set.of("util", "utils", "common", "core", "helper", "helpers", "misc", "impl");

    private static ArchitecturePage page;
    private static JavaClasses classes;

    @BeforeAll
    static void readPageAndClasses() throws IOException, URISyntaxException {
        page = ArchitecturePage.read();
        URI compiled = Main.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        classes = new ClassFileImporter().importPath(Path.of(compiled));
        assertThat(classes).isNotEmpty();
        assertThat(page.rows()).hasSizeGreaterThan(20);
    }

    @Test
    void everyPackageHasItsRowAndEveryRowItsPackage() {
        Set<String> built = new TreeSet<>();
        classes.forEach(type -> built.add(ArchitecturePage.packageName(type.getPackageName())));
        Set<String> promised =
                page.rows().stream()
                        .filter(row -> !row.later())
                        .map(ArchitecturePage.Row::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(built).isEqualTo(promised);
    }

    @Test
    void aPackageImportsOnlyWhatItsRowNames() {
        assertThat(dependencies().filter(this::breaksTheTable).map(Dependency::getDescription))
                .isEmpty();
    }

    private boolean breaksTheTable(Dependency dependency) {
        String target = dependency.getTargetClass().getBaseComponentType().getPackageName();
        String from = packageOf(dependency.getOriginClass());
        if (!isArk(target) || ArchitecturePage.packageName(target).equals(from)) {
            return false;
        }
        Optional<ArchitecturePage.Row> row = page.row(from);
        return row.isEmpty() || !row.get().mayImport(ArchitecturePage.packageName(target));
    }

    @Test
    void packagesFormNoCycles() {
        SlicesRuleDefinition.slices().matching("ark.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void onlyReconcilersAndProgramsImportTheOperatorFramework() {
        Set<String> programs = Set.of("process", "server", "nodeagent");
        assertOnly(
                "io.javaoperatorsdk",
                type -> isReconciler(type) || programs.contains(packageOf(type)));
    }

    @Test
    void onlyTheEdgesImportTheKubernetesClient() {
        Set<String> edges =
                Set.of(
                        "server",
                        "nodeagent",
                        "process",
                        "kubeconfig",
                        "cluster",
                        "cluster.exec",
                        "lease",
                        "api.v1");
        assertOnly(
                "io.fabric8.kubernetes.client",
                type ->
                        isReconciler(type)
                                || edges.contains(packageOf(type))
                                || packageOf(type).equals("cli")
                                || packageOf(type).startsWith("cli."));
    }

    @Test
    void theNounsAndStoresKnowNoKubernetesModel() {
        Predicate<JavaClass> bare =
                type ->
                        Set.of("item", "spi", "archive").contains(packageOf(type))
                                || packageOf(type).startsWith("objectstore");
        assertOnly("io.fabric8.kubernetes.api.model", bare.negate());
    }

    @Test
    void onlyTheWirePackageExtendsCustomResource() {
        assertThat(classes)
                .filteredOn(
                        type -> type.isAssignableTo("io.fabric8.kubernetes.client.CustomResource"))
                .allMatch(type -> packageIs(type, "api.v1"));
    }

    @Test
    void onlyResticAndCredentialPluginsAreProcesses() {
        assertThat(callers(call -> call.startsWith("java.lang.ProcessBuilder.<init>")))
                .allMatch(
                        caller ->
                                caller.startsWith("ark.kubeconfig.ExecPlugin.")
                                        || caller.startsWith("ark.nodeagent.room.Launcher.")
                                        || caller.startsWith("ark.restic.ResticRun."));
        assertThat(callers(call -> call.startsWith("java.lang.Runtime.exec("))).isEmpty();
    }

    @Test
    void clockChanceAndEnvironmentComeInThroughConstructors() {
        List<String> sources =
                List.of(
                        "java.time.Instant.now(",
                        "java.time.LocalDateTime.now(",
                        "java.time.ZonedDateTime.now(",
                        "java.time.Clock.system",
                        "java.time.InstantSource.system(",
                        "java.lang.System.currentTimeMillis(",
                        "java.lang.System.getenv(",
                        "java.lang.Math.random(",
                        "java.util.Random.<init>(",
                        "java.util.UUID.randomUUID(",
                        "java.security.SecureRandom.<init>(");
        assertThat(callers(call -> sources.stream().anyMatch(call::startsWith)))
                .allMatch(
                        caller ->
                                Stream.of("server", "nodeagent", "cli")
                                        .anyMatch(p -> caller.startsWith("ark." + p + ".")));
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : classes) {
            if (type.getPackage().tryGetAnnotationOfType(NullMarked.class).isEmpty()) {
                unmarked.add(type.getPackageName());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    @Test
    void noPackageHasANameThatSaysNothing() {
        assertThat(page.rows())
                .noneMatch(
                        row ->
                                Stream.of(row.name().split("\\."))
                                        .anyMatch(FORBIDDEN_NAMES::contains));
    }

    @Test
    void everyPathThatThePageNamesExistsAndWhatIsLaterDoesNot() {
        assertThat(page.pathsByLater().get(false))
                .hasSizeGreaterThan(15)
                .allMatch(path -> Files.exists(Path.of(path)), "exists");
        assertThat(page.pathsByLater().get(true))
                .isNotEmpty()
                .noneMatch(path -> Files.exists(Path.of(path)));
    }

    @Test
    void whatIsLaterIsNotBuilt() {
        assertThat(page.rows().stream().filter(ArchitecturePage.Row::later))
                .isNotEmpty()
                .noneMatch(
                        row ->
                                Files.exists(
                                        Path.of(
                                                "src/main/java/ark",
                                                row.name().replace('.', '/'))));
    }

    private static void assertOnly(String library, Predicate<JavaClass> allowed) {
        assertThat(
                        dependencies()
                                .filter(
                                        d ->
                                                d.getTargetClass()
                                                        .getPackageName()
                                                        .startsWith(library))
                                .filter(d -> !allowed.test(d.getOriginClass()))
                                .map(Dependency::getDescription))
                .isEmpty();
    }

    private static Stream<Dependency> dependencies() {
        return classes.stream().flatMap(type -> type.getDirectDependenciesFromSelf().stream());
    }

    private static List<String> callers(Predicate<String> call) {
        return classes.stream()
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(access -> call.test(access.getTarget().getFullName()))
                .map(access -> access.getOrigin().getFullName())
                .toList();
    }

    private static boolean isReconciler(JavaClass type) {
        JavaClass outermost = type;
        while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
        }
        return outermost.getSimpleName().endsWith("Reconciler");
    }

    private static boolean packageIs(JavaClass type, String name) {
        return packageOf(type).equals(name);
    }

    private static String packageOf(JavaClass type) {
        return ArchitecturePage.packageName(type.getPackageName());
    }

    private static boolean isArk(String javaPackage) {
        return javaPackage.equals("ark") || javaPackage.startsWith("ark.");
    }
}
