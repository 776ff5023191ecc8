package io.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.lockstep.data.table.Missing;
import io.lockstep.data.table.TableSchema;
import io.lockstep.data.table.TableSchema.ClassKind;
import io.lockstep.data.table.TableSchema.Classes;
import io.lockstep.data.table.TableSchema.NumberInput;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the schema of a table stands in a model. */
class SchemaJsonTest {
    private static TableSchema schema(NumberInput input, Classes classes) {
        return new TableSchema(List.of(input), classes, Missing.ERROR);
    }

    @Test
    void whatEarlierBuildsWroteIsReadAndStillWritten() throws JsonProcessingException {
        String json = """
                {"inputs":[{"column":"x","element":3,"mean":1.5,"standardDeviation":2.0,"substitute":1.5}],\
                "target":{"column":"y","kind":"number","names":["1","2"]},"missing":"error"\
                """;
        TableSchema schema =
                schema(new NumberInput("x", 3, 1.5, 2, 1.5f), new Classes("y", ClassKind.NUMBER, List.of("1", "2")));

        assertThat(Json.parse(json + "}", TableSchema.class)).isEqualTo(schema);
        assertThat(Json.line(schema)).startsWith(json);
        assertThat(schema.inputNames()).containsExactly("x[3]");
    }

    @Test
    void namesOfElementsAndValuesOfClassesAreWrittenAndRead() throws JsonProcessingException {
        TableSchema schema =
                schema(new NumberInput("x", 3, 0, 1, 0, "age"), Classes.indexed("y", List.of("no", "yes")));

        String json = Json.line(schema);

        assertThat(json).contains("\"attribute\":\"age\"", "\"values\":[\"0\",\"1\"]");
        assertThat(Json.parse(json, TableSchema.class)).isEqualTo(schema);
        assertThat(schema.inputNames()).containsExactly("age");
        assertThat(TargetNames.of(schema.target()).of(1)).isEqualTo("yes");
    }
}
