package ark.restore.apply;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.GroupResource;
import ark.item.Item;
import ark.restore.action.Yaml;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Source of the cases: the test tables of Velero 1.9.7, pkg/restore/merge_service_account_test.go,
/// as facts.
class ExistingAccountTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing anywhere | {} | {} | {}",
                "the same secrets | secrets: [{name: a}] | secrets: [{name: a}] | {}",
                "secrets only here | secrets: [{name: a}] | {} | {}",
                "secrets only there | {} | secrets: [{name: a}] | secrets: [{name: a}]",
                "an empty list here | secrets: [] | secrets: [{name: a}] | secrets: [{name: a}]",
                "an empty list there | secrets: [{name: a}] | secrets: [] | {}",
                "some secrets in both | secrets: [{name: a}, {name: b}]"
                        + " | secrets: [{name: b}, {name: c}]"
                        + " | secrets: [{name: a}, {name: b}, {name: c}]",
                "the same name twice there | secrets: [{name: a}]"
                        + " | secrets: [{name: b}, {name: b}] | secrets: [{name: a}, {name: b}]",
                "other fields of a secret here stay | secrets: [{name: a, kind: k}]"
                        + " | secrets: [{name: a}, {name: b}]"
                        + " | secrets: [{name: a, kind: k}, {name: b}]",
                "the same pull secrets | imagePullSecrets: [{name: a}]"
                        + " | imagePullSecrets: [{name: a}] | {}",
                "pull secrets only there | {} | imagePullSecrets: [{name: a}]"
                        + " | imagePullSecrets: [{name: a}]",
                "some pull secrets in both | imagePullSecrets: [{name: a}]"
                        + " | imagePullSecrets: [{name: b}]"
                        + " | imagePullSecrets: [{name: a}, {name: b}]",
                "labels only here | metadata: {labels: {a: x}} | {} | {}",
                "labels only there | {} | metadata: {labels: {a: x}} | metadata: {labels: {a: x}}",
                "other labels | metadata: {labels: {a: x}} | metadata: {labels: {b: y}}"
                        + " | metadata: {labels: {b: y}}",
                "a label that differs stays as it is here | metadata: {labels: {a: x}}"
                        + " | metadata: {labels: {a: y, b: y}} | metadata: {labels: {b: y}}",
                "annotations only there | {} | metadata: {annotations: {a: x}}"
                        + " | metadata: {annotations: {a: x}}",
                "an annotation that differs stays as it is here | metadata: {annotations: {a: x}}"
                        + " | metadata: {annotations: {a: y}} | {}",
                "everything at once | secrets: [{name: a}]"
                        + " | {secrets: [{name: b}], imagePullSecrets: [{name: p}],"
                        + " metadata: {labels: {l: x}, annotations: {n: x}}}"
                        + " | {secrets: [{name: a}, {name: b}], imagePullSecrets: [{name: p}],"
                        + " metadata: {labels: {l: x}, annotations: {n: x}}}",
            })
    void isGivenWhatItLacks(String name, String live, String backedUp, String patch) {
        assertThat(ExistingAccount.patch(account(live), account(backedUp)))
                .as(name)
                .isEqualTo(Yaml.tree(patch));
    }

    private static Item account(String more) {
        ObjectNode json = Yaml.tree(more);
        json.withObject("/metadata").put("name", "default").put("namespace", "ns1");
        return Item.of(GroupResource.core("serviceaccounts"), json);
    }
}
