package ark.restic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.restic.ResticException.Reason;
import ark.restic.store.RepositoryAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RepositoryKeysTest {
    private static final RepositoryAddress ADDRESS = new RepositoryAddress("/b/restic/shop");

    private final Map<String, String> secrets = new HashMap<>();
    private final RepositoryKeys keys =
            new RepositoryKeys(
                    (namespace, secret, key) ->
                            Optional.ofNullable(secrets.get(namespace + "/" + secret + "/" + key))
                                    .map(text -> text.getBytes(UTF_8)),
                    "velero");

    private void put(String place, String value) {
        secrets.put(place, value);
    }

    @Test
    void areTriedInTheOrderOfTheirAge() {
        put("shop/ark-restic-credentials/ark-restic-credentials", "a");
        put("velero/velero-restic-credentials/repository-password", "b");
        put("velero/velero-repo-credentials/repository-password", "c");
        put("velero/ark-restic-credentials/repository-password", "d");
        assertThat(keys.candidates("shop"))
                .extracting(key -> key.password().value(), RepositoryKey::source)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "a", "Secret shop/ark-restic-credentials"),
                        org.assertj.core.groups.Tuple.tuple(
                                "b", "Secret velero/velero-restic-credentials"),
                        org.assertj.core.groups.Tuple.tuple(
                                "c", "Secret velero/velero-repo-credentials"),
                        org.assertj.core.groups.Tuple.tuple(
                                "d", "Secret velero/ark-restic-credentials"),
                        org.assertj.core.groups.Tuple.tuple(
                                "static-passw0rd", "the fixed password of older servers"));
    }

    @Test
    void takeTheOtherNameOfANamespacesKeyToo() {
        put("shop/ark-restic-credentials/repository-password", "a");
        assertThat(keys.ofNamespace("shop").orElseThrow().password().value()).isEqualTo("a");
        assertThat(keys.ofNamespace("other")).isEmpty();
    }

    @Test
    void areTriedOnceEachAndNeverEmpty() {
        put("velero/velero-restic-credentials/repository-password", "static-passw0rd\n");
        put("velero/velero-repo-credentials/repository-password", " \n");
        put("velero/ark-restic-credentials/repository-password", "static-passw0rd");
        assertThat(keys.candidates("shop"))
                .singleElement()
                .matches(RepositoryKey::knownToAll)
                .extracting(RepositoryKey::source)
                .isEqualTo("Secret velero/velero-restic-credentials");
    }

    @Test
    void stopAtTheFirstThatOpens() {
        put("velero/velero-restic-credentials/repository-password", "b");
        put("velero/velero-repo-credentials/repository-password", "c");
        var tried = new ArrayList<String>();
        String opened =
                keys.withFirstThatOpens(
                        "shop",
                        ADDRESS,
                        key -> {
                            tried.add(key.password().value());
                            if (!key.password().value().equals("c")) {
                                throw failure(Reason.WRONG_PASSWORD);
                            }
                            return "opened";
                        });
        assertThat(opened).isEqualTo("opened");
        assertThat(tried).containsExactly("b", "c");
    }

    @Test
    void sayWhichWereTriedAndWhichSecretToCopy() {
        put("velero/velero-restic-credentials/repository-password", "b");
        assertThatThrownBy(
                        () ->
                                keys.withFirstThatOpens(
                                        "shop",
                                        ADDRESS,
                                        _ -> {
                                            throw failure(Reason.WRONG_PASSWORD);
                                        }))
                .isInstanceOfSatisfying(
                        ResticException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_PASSWORD))
                .hasMessageContaining("tried Secret velero/velero-restic-credentials, the fixed")
                .hasMessageContaining("copy the Secret \"velero-restic-credentials\"")
                .hasMessageNotContaining("static-passw0rd");
    }

    @Test
    void giveUpAtOnceWhenTheStoreIsAway() {
        put("velero/velero-restic-credentials/repository-password", "b");
        var tried = new ArrayList<String>();
        assertThatThrownBy(
                        () ->
                                keys.withFirstThatOpens(
                                        "shop",
                                        ADDRESS,
                                        key -> {
                                            tried.add(key.source());
                                            throw failure(Reason.UNREACHABLE);
                                        }))
                .isInstanceOfSatisfying(
                        ResticException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));
        assertThat(tried).hasSize(1);
    }

    @Test
    void areNeverPrinted() {
        put("velero/velero-restic-credentials/repository-password", "b3tter");
        assertThat(List.of(keys.candidates("shop")).toString())
                .doesNotContain("b3tter", "static-passw0rd");
    }

    private static ResticException failure(Reason reason) {
        return new ResticException(reason, "opening", "no", null);
    }
}
