package ark.item;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {
    private static String shown(String text) {
        var shown = new StringBuilder();
        text.codePoints().forEach(character -> TerminalText.append(shown, character));
        return shown.toString();
    }

    @Test
    void whatIsOnlyShownStays() {
        String text = "shop-1 é ж 漢 😀 \"'\\";
        assertThat(shown(text)).isEqualTo(text);
    }

    @Test
    void whatATerminalWouldActOnBecomesItsNumber() {
        assertThat(shown("\u001b[2J\u0007\u009b\n")).isEqualTo("\\u001b[2J\\u0007\\u009b\\u000a");
        assertThat(shown("\u202e\u2028\u2029\ufeff")).isEqualTo("\\u202e\\u2028\\u2029\\ufeff");
        assertThat(shown("\ud83d")).isEqualTo("\\ud83d");
    }
}
