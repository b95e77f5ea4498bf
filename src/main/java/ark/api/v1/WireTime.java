package ark.api.v1;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An `Instant` that any Jackson mapper writes and reads as [GoTime] does; what it cannot read is
/// null.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
@JacksonAnnotationsInside
@JsonSerialize(using = WireTime.Writer.class)
@JsonDeserialize(using = WireTime.Reader.class)
@interface WireTime {

    /// Writes whole seconds in UTC.
    final class Writer extends StdSerializer<Instant> {
        Writer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant time, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            json.writeString(GoTime.format(time));
        }
    }

    /// Reads a time, or null: the API server admits texts that are no times, and one of them must
    /// not hide every other object of a list.
    final class Reader extends StdDeserializer<Instant> {
        Reader() {
            super(Instant.class);
        }

        @Override
        public @Nullable Instant deserialize(JsonParser json, DeserializationContext context)
                throws IOException {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                json.skipChildren();
                return null;
            }
            try {
                return GoTime.parse(json.getText());
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
    }
}
