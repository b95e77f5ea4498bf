package ark.restore.action;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.Item;
import ark.restore.action.ActionOutcome.Keep;
import ark.restore.action.ActionOutcome.Skip;

/// One item and what an action makes of it.
record ActionCase(RestoreItemAction action, Item item) {
    static ActionCase of(RestoreItemAction action, String resource, String yaml) {
        Item item = Yaml.item(resource, yaml);
        assertThat(action.appliesTo().includes(item)).isTrue();
        return new ActionCase(action, item);
    }

    Keep kept() {
        Item before = item.edit(_ -> {});
        ActionOutcome outcome = action.execute(item, item);
        assertThat(outcome).isInstanceOf(Keep.class);
        assertThat(item).as("the input stands").isEqualTo(before);
        return (Keep) outcome;
    }

    void becomes(String yaml) {
        assertThat(kept().item().at("")).isEqualTo(Yaml.tree(yaml));
    }

    void staysAsItIs() {
        assertThat(kept().item()).isEqualTo(item);
    }

    void isSkipped(String reason) {
        assertThat(action.execute(item, item)).isEqualTo(new Skip(reason));
    }
}
