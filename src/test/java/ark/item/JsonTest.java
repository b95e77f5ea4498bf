package ark.item;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"z\":1,\"a\":2}",
                "{\"n\":9007199254740993,\"m\":-9223372036854775808,\"u\":18446744073709551616}",
                "{\"d\":1.10,\"e\":0.1000000000000000055511151231257827021181583404541015625}",
                "{\"t\":\"\u2028 \u00e9 \ud83d\ude00\",\"empty\":{},\"list\":[],\"no\":null}"
            })
    void whatIsReadIsWrittenBackExactly(String json) {
        assertThat(new String(Json.bytes(Json.object(json.getBytes(UTF_8))), UTF_8))
                .isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":2}", "{} {}", "[]", "", "{", "{\"a\":NaN}", "nul"})
    void whatIsNotOneObjectIsRefused(String json) {
        assertThatThrownBy(() -> Json.object(json.getBytes(UTF_8)))
                .isInstanceOf(InvalidJsonException.class);
    }

    @Test
    void deepNestingIsRefusedInsteadOfExhaustingTheStack() {
        String json = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertThatThrownBy(() -> Json.object(json.getBytes(UTF_8)))
                .isInstanceOf(InvalidJsonException.class);
    }

    @Test
    void aRefusalDoesNotRepeatTheContent() {
        assertThatThrownBy(() -> Json.object("{\"password\": hunter2}".getBytes(UTF_8)))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessageNotContaining("password");
    }
}
