package ark.restore.action;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CustomResourceDefinitionActionTest {
    @Test
    void movesPreservedFieldsIntoTheSchemas() {
        definition(
                        """
                        apiVersion: apiextensions.k8s.io/v1
                        metadata: {name: w.x.io}
                        spec:
                          preserveUnknownFields: true
                          versions:
                          - {name: v1, schema: {openAPIV3Schema: {type: object}}}
                          - {name: v2, schema: {openAPIV3Schema: {type: object}}}
                        """)
                .becomes(
                        """
                        apiVersion: apiextensions.k8s.io/v1
                        metadata: {name: w.x.io}
                        spec:
                          preserveUnknownFields: false
                          versions:
                          - name: v1
                            schema:
                              openAPIV3Schema:
                                type: object
                                x-kubernetes-preserve-unknown-fields: true
                          - name: v2
                            schema:
                              openAPIV3Schema:
                                type: object
                                x-kubernetes-preserve-unknown-fields: true
                        """);
    }

    @Test
    void leavesAnOrdinaryDefinitionAlone() {
        definition(
                        """
                        apiVersion: apiextensions.k8s.io/v1
                        metadata: {name: w.x.io}
                        spec: {versions: [{name: v1}]}
                        """)
                .staysAsItIs();
    }

    @Test
    void turnsV1beta1IntoV1WhereTheClusterHasOnlyThat() {
        definition(
                        """
                        apiVersion: apiextensions.k8s.io/v1beta1
                        metadata: {name: w.x.io}
                        spec:
                          group: x.io
                          version: v1alpha1
                          preserveUnknownFields: false
                          validation: {openAPIV3Schema: {type: object, properties: {}}}
                          subresources: {status: {}}
                          additionalPrinterColumns: [{name: Age, type: date, JSONPath: .a}]
                          conversion:
                            strategy: Webhook
                            webhookClientConfig: {url: https://x}
                            conversionReviewVersions: [v1]
                        """)
                .becomes(
                        """
                        apiVersion: apiextensions.k8s.io/v1
                        metadata: {name: w.x.io}
                        spec:
                          group: x.io
                          preserveUnknownFields: false
                          conversion:
                            strategy: Webhook
                            webhook: {clientConfig: {url: https://x}, conversionReviewVersions: [v1]}
                          versions:
                          - name: v1alpha1
                            served: true
                            storage: true
                            schema: {openAPIV3Schema: {type: object, properties: {}}}
                            subresources: {status: {}}
                            additionalPrinterColumns: [{name: Age, type: date, jsonPath: .a}]
                        """);
    }

    @Test
    void keepsUnknownFieldsOfV1beta1WhichDidSoUnlessToldOtherwise() {
        var bare =
                definition(
                        """
                        apiVersion: apiextensions.k8s.io/v1beta1
                        metadata: {name: w.x.io}
                        spec: {versions: [{name: v1, served: true, storage: true}]}
                        """);
        assertThat(bare.kept().item().at("/spec/versions/0/schema/openAPIV3Schema"))
                .isEqualTo(Yaml.tree("{type: object, x-kubernetes-preserve-unknown-fields: true}"));
        assertThat(bare.kept().warnings()).isEmpty();
    }

    @Test
    void givesUpASchemaThatV1DoesNotTakeAndSaysSo() {
        var loose =
                definition(
                        """
                        apiVersion: apiextensions.k8s.io/v1beta1
                        metadata: {name: w.x.io}
                        spec:
                          version: v1
                          preserveUnknownFields: false
                          validation: {openAPIV3Schema: {properties: {a: {}}}}
                        status: {conditions: [{type: NonStructuralSchema, status: "True"}]}
                        """);
        assertThat(loose.kept().item().at("/spec/versions/0/schema/openAPIV3Schema"))
                .isEqualTo(Yaml.tree("{type: object, x-kubernetes-preserve-unknown-fields: true}"));
        assertThat(loose.kept().warnings()).hasSize(1);
    }

    @Test
    void leavesV1beta1AloneWhereItIsServed() {
        var facts = new FakeFacts("apiextensions.k8s.io/v1beta1/CustomResourceDefinition");
        ActionCase.of(
                        new CustomResourceDefinitionAction(facts),
                        "customresourcedefinitions.apiextensions.k8s.io",
                        """
                        apiVersion: apiextensions.k8s.io/v1beta1
                        metadata: {name: w.x.io}
                        spec: {version: v1}
                        """)
                .staysAsItIs();
    }

    private static ActionCase definition(String yaml) {
        return ActionCase.of(
                new CustomResourceDefinitionAction(new FakeFacts()),
                "customresourcedefinitions.apiextensions.k8s.io",
                yaml);
    }
}
