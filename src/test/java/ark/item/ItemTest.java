package ark.item;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ItemTest {
    private static final GroupResource PODS = GroupResource.core("pods");
    private static final String POD =
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"shop",\
            "labels":{"app":"web"}},"spec":{"nodeName":"node-7"}}""";

    @Test
    void anItemKnowsItsKeyAndKind() {
        Item pod = Item.parse(PODS, POD.getBytes(UTF_8));

        assertThat(pod.key()).isEqualTo(new ItemKey(PODS, "shop", "web"));
        assertThat(pod.key()).hasToString("pods/shop/web");
        assertThat(pod.apiVersion()).isEqualTo("v1");
        assertThat(pod.kind()).isEqualTo("Pod");
        assertThat(pod.labels()).containsExactly(java.util.Map.entry("app", "web"));
    }

    @Test
    void anEditLeavesTheItemAsItWas() {
        Item pod = Item.parse(PODS, POD.getBytes(UTF_8));

        Item free = pod.edit(json -> json.withObject("/spec").remove("nodeName"));

        assertThat(free.at("/spec/nodeName").isMissingNode()).isTrue();
        assertThat(new String(pod.bytes(), UTF_8)).isEqualTo(POD);
    }

    @Test
    void theKeyFollowsAnEdit() {
        Item pod = Item.parse(PODS, POD.getBytes(UTF_8));

        Item moved = pod.edit(json -> json.withObject("/metadata").put("namespace", "shop2"));

        assertThat(moved.key().namespace()).isEqualTo("shop2");
    }

    @Test
    void anObjectWithoutANameIsRefused() {
        assertThatThrownBy(() -> Item.parse(PODS, "{\"metadata\":{}}".getBytes(UTF_8)))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessage("an object without metadata.name");
    }

    @Test
    void anItemIsPrintedWithoutItsContent() {
        assertThat(Item.parse(PODS, POD.getBytes(UTF_8))).hasToString("pods/shop/web");
        assertThat(new Secret("hunter2")).hasToString("Secret[hidden]");
    }
}
