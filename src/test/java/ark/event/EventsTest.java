package ark.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ark.cluster.FakeApiServer;
import ark.cluster.Fault;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventsTest {
    private static final ResourceType EVENTS =
            ResourceType.of(GroupResource.core("events"), "v1", "Event", true);
    private static final ResourceType WIDGETS =
            ResourceType.of(new GroupResource("example.dev", "widgets"), "v1", "Widget", true);
    private static final ItemKey WIDGET = new ItemKey(WIDGETS.resource(), "ns1", "w");

    private final FakeApiServer server = new FakeApiServer();
    private final Events events =
            new Events(
                    server.cluster(), InstantSource.fixed(Instant.parse("2026-11-21T16:15:17.5Z")));

    @BeforeEach
    void addWidget() {
        server.serve(EVENTS);
        server.add("widgets.example.dev", "ns1", "w");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private List<Item> told() {
        return server.cluster().items(ListRequest.all(EVENTS));
    }

    @Test
    void anEventNamesItsResourceByUidAsKubectlLooksForIt() {
        events.warn(WIDGETS, WIDGET, "Broken", "a wheel\nis off");
        Item event = told().getFirst();
        Item widget = server.stored("widgets.example.dev", "ns1", "w").orElseThrow();
        assertThat(event.text("/involvedObject/uid")).isEqualTo(widget.text("/metadata/uid"));
        assertThat(event.text("/involvedObject/kind")).isEqualTo("Widget");
        assertThat(event.text("/message")).isEqualTo("a wheel is off");
        assertThat(event.text("/type")).isEqualTo("Warning");
        assertThat(event.text("/firstTimestamp")).isEqualTo("2026-11-21T16:15:17Z");
    }

    @Test
    void theSameThingSaidTwiceIsOneEvent() {
        events.warn(WIDGETS, WIDGET, "Broken", "a wheel");
        events.warn(WIDGETS, WIDGET, "Broken", "a wheel");
        events.warn(WIDGETS, WIDGET, "Broken", "the axle");
        assertThat(told()).hasSize(2);
    }

    @Test
    void aLongMessageIsCut() {
        events.warn(WIDGETS, WIDGET, "Broken", "x".repeat(5000));
        assertThat(told().getFirst().text("/message")).hasSize(1024).endsWith("…");
    }

    @Test
    void nothingIsSaidOfWhatIsGone() {
        events.warn(WIDGETS, new ItemKey(WIDGETS.resource(), "ns1", "other"), "Broken", "a wheel");
        assertThat(told()).isEmpty();
    }

    @Test
    void aRefusedEventEndsNothing() {
        server.failNext(1, "POST", "/events", Fault.forbidden("no"));
        assertThatCode(() -> events.warn(WIDGETS, WIDGET, "Broken", "a wheel"))
                .doesNotThrowAnyException();
    }
}
