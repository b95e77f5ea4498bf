package ark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.cluster.ClusterException.Reason;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WritesTest {
    private final FakeApiServer server = new FakeApiServer();
    private final Cluster cluster = server.cluster();
    private final ResourceType services = server.type("services");
    private final ResourceType widgets = server.type("widgets.example.dev");

    @AfterEach
    void close() {
        server.close();
    }

    private static ObjectNode json(String text) {
        return Json.object(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private Item service(String spec) {
        return Item.of(
                services.resource(),
                json(
                        "{'apiVersion':'v1','kind':'Service','metadata':{'namespace':'n',"
                                + "'name':'s','labels':{'a':'b'}},'spec':"
                                + spec
                                + "}"));
    }

    private static void assertRefused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ClusterException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void createsUnderTheFieldManagerThatIsNamed() {
        Item created = cluster.create(services, service("{'x':9007199254740993}"), "kubectl edit");

        assertThat(created.text("/metadata/managedFields/0/manager")).isEqualTo("kubectl edit");
        assertThat(created.at("/spec/x").bigIntegerValue()).isEqualTo("9007199254740993");
        assertThat(server.requests())
                .containsExactly("POST /api/v1/namespaces/n/services?fieldManager=kubectl%20edit");
    }

    @Test
    void createsAgainWhenItSurelyDidNotHappen() {
        server.failNext(2, "POST", "services", Fault.throttled());
        server.failNext(1, "POST", "services", new Fault.Reset());

        cluster.create(services, service("{}"), "");

        assertThat(server.stored("services", "n", "s")).isPresent();
        assertThat(server.slept()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void takesAnObjectForItsOwnWhenTheAnswerWasLost() {
        server.failNext(1, "POST", "services", new Fault.LoseAnswer());

        Item created = cluster.create(services, service("{'type':'ClusterIP'}"), "ark");

        assertThat(created.text("/metadata/uid")).isNotEmpty();
        assertThat(server.requests()).hasSize(3).last().asString().startsWith("GET");
    }

    @Test
    void readsAnAnswerThatBrokeOff() {
        server.failNext(1, "POST", "services", new Fault.Truncate(40));

        assertThat(cluster.create(services, service("{}"), "").key().name()).isEqualTo("s");
    }

    @Test
    void takesNobodyElsesObjectForItsOwn() {
        server.add("services", "{\"metadata\":{\"namespace\":\"n\",\"name\":\"s\"}}");
        server.failNext(1, "POST", "services", new Fault.Reset());

        assertRefused(
                Reason.ALREADY_EXISTS,
                () -> cluster.create(services, service("{'type':'NodePort'}"), "ark"));
    }

    @Test
    void doesNotInsistOnAWriteThatAWebhookBreaks() {
        server.failNext(
                9, "POST", "", Fault.internalError("failed calling webhook \"w\": refused"));

        assertThatThrownBy(() -> cluster.create(services, service("{}"), ""))
                .hasMessage("creating services/n/s: failed calling webhook \"w\": refused");
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void tellsTheCausesThatTheServerNames() {
        server.failNext(
                1,
                "POST",
                "",
                new Fault.Refuse(
                        422,
                        "Invalid",
                        "spec.ports[0].nodePort: provided port is already allocated",
                        0));

        assertThatThrownBy(() -> cluster.create(services, service("{}"), ""))
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.INVALID);
                            assertThat(e.status()).isEqualTo(422);
                            assertThat(e.causes())
                                    .containsExactly(
                                            "spec.ports[0].nodePort:"
                                                    + " provided port is already allocated");
                        });
    }

    @Test
    void patchesByMergingAndRemoves() {
        server.add(
                "widgets.example.dev",
                "{\"metadata\":{\"namespace\":\"n\",\"name\":\"w\"},\"spec\":{\"a\":1,\"b\":2}}");
        ItemKey key = new ItemKey(widgets.resource(), "n", "w");
        server.failNext(1, "PATCH", "", new Fault.LoseAnswer());

        Item patched = cluster.patch(widgets, key, json("{'spec':{'a':null,'c':3}}"));

        assertThat(patched.at("/spec")).isEqualTo(json("{'b':2,'c':3}"));
    }

    @Test
    void writesAStatusThroughConflictsAndFaults() {
        Item widget = server.add("widgets.example.dev", "n", "w");
        server.failNext(
                3,
                "PATCH",
                "",
                new Fault.Refuse(409, "Conflict", "the object has been modified", 0));
        server.failNext(1, "PATCH", "", Fault.unavailable());

        Item patched =
                cluster.patchStatus(
                        widgets,
                        widget.key(),
                        widget.text("/metadata/uid"),
                        json("{'phase':'InProgress'}"));

        assertThat(patched.text("/status/phase")).isEqualTo("InProgress");
        assertThat(server.requests()).hasSize(5);
    }

    @Test
    void doesNotWriteTheStatusOfAnotherResourceThatHasTakenTheName() {
        Item first = server.add("widgets.example.dev", "n", "w");
        server.remove(first.key());
        assertRefused(
                Reason.NOT_FOUND,
                () -> cluster.patchStatus(widgets, first.key(), json("{'phase':'x'}")));
        server.add("widgets.example.dev", "n", "w");

        assertThatThrownBy(
                        () ->
                                cluster.patchStatus(
                                        widgets,
                                        first.key(),
                                        first.text("/metadata/uid"),
                                        json("{'phase':'x'}")))
                .hasMessage(
                        "patching widgets.example.dev/n/w:"
                                + " it is gone, and another one has its name")
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CONFLICT));
    }

    @Test
    void respectsAVersionInAPatch() {
        Item widget = server.add("widgets.example.dev", "n", "w");
        ObjectNode patch = json("{'metadata':{'resourceVersion':'1'},'spec':{}}");

        assertRefused(Reason.CONFLICT, () -> cluster.patch(widgets, widget.key(), patch));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void replacesAStatusWhereThereIsASubresource() {
        Item old = server.add("services", "{\"metadata\":{\"namespace\":\"n\",\"name\":\"s\"}}");
        Item withStatus = old.edit(json -> json.putObject("status").put("ip", "1.2.3.4"));
        server.failNext(1, "PUT", "/status", new Fault.LoseAnswer());

        assertThat(cluster.replaceStatus(services, withStatus).text("/status/ip"))
                .isEqualTo("1.2.3.4");
        Item stale = withStatus.edit(json -> json.putObject("status").put("ip", "5.6.7.8"));
        assertRefused(Reason.CONFLICT, () -> cluster.replaceStatus(services, stale));
        Item widget = server.add("widgets.example.dev", "n", "w");
        assertRefused(Reason.NOT_FOUND, () -> cluster.replaceStatus(widgets, widget));
    }

    @Test
    void deletesOnlyTheObjectThatIsMeant() {
        Item widget = server.add("widgets.example.dev", "n", "w");

        assertRefused(Reason.CONFLICT, () -> cluster.delete(widgets, widget.key(), "another-uid"));
        assertThat(cluster.delete(widgets, widget.key(), widget.text("/metadata/uid"))).isTrue();
        assertThat(cluster.delete(widgets, widget.key())).isFalse();
    }

    @Test
    void knowsThatItDeletedWhenTheAnswerWasLost() {
        Item widget = server.add("widgets.example.dev", "n", "w");
        server.failNext(1, "DELETE", "", new Fault.LoseAnswer());

        assertThat(cluster.delete(widgets, widget.key())).isTrue();
    }

    @Test
    void takesAPartForAPartOnly() {
        ObjectNode live = json("{'a':[{'b':1,'c':2},3],'d':{'e':null}}");

        for (String part : List.of("{}", "{'a':[{'c':2}]}", "{'d':{'e':null,'f':null}}")) {
            assertThat(Writes.holds(live, json(part))).as(part).isTrue();
        }
        for (String part : List.of("{'a':[{'c':3}]}", "{'a':[{},3,4]}", "{'x':1}", "{'a':{}}")) {
            assertThat(Writes.holds(live, json(part))).as(part).isFalse();
        }
    }
}
