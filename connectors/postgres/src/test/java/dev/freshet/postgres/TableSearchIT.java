package dev.freshet.postgres;

import static dev.freshet.postgres.TrialTable.nullable;
import static dev.freshet.postgres.TrialTable.row;
import static dev.freshet.postgres.TrialTable.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.RowSchema.Kind;
import dev.freshet.postgres.PostgresTable.TextIndex;
import dev.freshet.postgres.PostgresTable.VectorType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows that a person searches for; with pgvector, see {@link VectorsIT}. */
class TableSearchIT {
  @Test
  void findsRowsByTheirWordsTheBestFirst() throws Exception {
    TrialTable plain = TrialTable.of(nullable("title", Kind.TEXT), nullable("body", Kind.TEXT));
    TrialTable english =
        plain.with(plain.spec().withTextIndexes(new TextIndex(List.of("title", "body"))));
    english.created();
    english.write(
        row("a", "Tides", "The moon raises the tides of the sea."),
        row("b", "The moon", "Moons and a moon, the moon."),
        row("c", null, null));
    english.loaded();

    assertThat(english.found("moons")).as("by its stem").containsExactly("b", "a");
    assertThat(plain.found("moons")).as("as it is written").containsExactly("b");
    assertThat(plain.found("it's \"not\" there")).isEmpty();
    english.drop();
  }

  @Test
  void comparesVectorsOneByOneWhereThereIsNoExtension() throws Exception {
    TrialTable table = TrialTable.of(vector("place", 2), vector("other", 3));
    table = table.with(table.spec().withVectors(VectorType.REAL_ARRAY)).created();
    table.write(
        row("east", new float[] {1, 0}, new float[3]),
        row("north", new float[] {0, 2}, new float[3]),
        row("nowhere", new float[] {0, 0}, new float[3]));

    assertThat(table.found("", 3, 0.5f)).containsExactly("east", "north");
    TrialTable searched = table;
    assertThatThrownBy(() -> searched.found("", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[place of 2, other of 3]");
    table.drop();
  }
}
