package dev.freshet.splittext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTextTest {
  private static SplitText characters(int size, int overlap, Format format) {
    return new SplitText(size, overlap, format, Unit.CHARACTERS);
  }

  private static List<String> texts(List<Chunk> chunks) {
    return chunks.stream().map(Chunk::text).toList();
  }

  @Test
  void cutsAtParagraphsBeforeSentencesBeforeWords() {
    String text = "One two. Three four.\n\nFive six seven. Eight.\n\nNine";
    assertThat(texts(characters(40, 0, Format.TEXT).split(text)))
        .containsExactly("One two. Three four.", "Five six seven. Eight.\n\nNine");
    assertThat(texts(characters(20, 0, Format.TEXT).split(text)))
        .containsExactly("One two. Three four.", "Five six seven.", "Eight.\n\nNine");
    assertThat(texts(characters(20, 0, Format.TEXT).split("a bc def ghij klmno pqrstu")))
        .containsExactly("a bc def ghij klmno", "pqrstu");
  }

  @Test
  void aChunkRepeatsTheEndOfTheOneBefore() {
    String text = "alpha beta gamma delta epsilon zeta eta theta iota kappa";
    List<Chunk> chunks = characters(30, 12, Format.TEXT).split(text);
    assertThat(chunks).hasSizeGreaterThan(2);
    for (int i = 1; i < chunks.size(); i++) {
      assertThat(chunks.get(i).start()).isLessThan(chunks.get(i - 1).end());
      assertThat(text.charAt(chunks.get(i).start() - 1)).isEqualTo(' ');
    }
  }

  @Test
  void aMarkdownChunkStandsUnderItsHeadings() {
    String text =
        """
        Before.

        # Guide

        ## Install `it`

        Run this:

        ```sh
        # no heading
        make
        ```

        ## Use

        Say hello.

        Setext
        ------

        End.
        """;
    assertThat(characters(1000, 0, Format.MARKDOWN).split(text))
        .extracting(Chunk::path, chunk -> chunk.text().lines().findFirst().orElseThrow())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("", "Before."),
            org.assertj.core.groups.Tuple.tuple("Guide > Install `it`", "# Guide"),
            org.assertj.core.groups.Tuple.tuple("Guide > Use", "## Use"),
            org.assertj.core.groups.Tuple.tuple("Guide > Setext", "Setext"));
  }

  @Test
  void codeIsCutBetweenDefinitionsAndNamesThem() {
    String code =
        """
        package x;

        /** Ä 😀 — a comment. */
        class Outer {
          // about one
          void one() { String s = "😀😀😀"; }

          void two() { call(); }

          enum Inner { A, B }
        }
        """;
    List<Chunk> chunks = characters(70, 0, Format.JAVA).split(code);
    assertThat(chunks).extracting(Chunk::path).containsExactly("", "Outer > one", "Outer > two");
    assertThat(chunks.get(1).text()).startsWith("  // about one").endsWith("\"😀😀😀\"; }");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "JAVA|a.java|interface Shape { int area(); }|Shape",
        "PYTHON|a.py|@cached\\ndef area(ä):\\n  return 1|area",
        "JAVASCRIPT|a.mjs|export function area() { return '😀' }|area",
        "JAVASCRIPT|a.js|const area = () => 1|area",
        "TYPESCRIPT|a.ts|export interface Shape { area(): number }|Shape",
        "GO|a.go|package p\\n\\nfunc (s Square) Area() int { return 1 }|Area",
        "GO|b.go|type Shape struct { a int }|Shape",
        "RUST|a.rs|impl Shape for Square { fn area(&self) -> u8 { 1 } }|Square",
        "RUST|b.rs|#[test]\\nfn area() {}|area",
        "C|a.c|static int *area(int a) { return 0; }|area",
        "CPP|a.cpp|namespace geo { class Shape { int area(); }; }|geo",
        "CPP|b.hpp|template <typename T> T Box<T>::area() { return T(); }|Box<T>::area"
      })
  void everyLanguageHasNames(Format format, String file, String code, String name) {
    assertThat(Format.ofName(file)).isEqualTo(format);
    String source = code.replace("\\n", "\n");
    List<Chunk> chunks = new SplitText().split(file, source);
    Chunk last = chunks.get(chunks.size() - 1);
    assertThat(characters(1000, 0, format).split(source)).isEqualTo(chunks);
    List<Chunk> small = characters(20, 0, format).split(source);
    assertThat(small).extracting(Chunk::path).anyMatch(path -> path.startsWith(name));
    assertThat(last.end()).isEqualTo(source.length());
  }

  @Test
  void brokenAndHostileCodeIsCutAllTheSame() {
    String deep = "class A {".repeat(5000) + "(".repeat(5000);
    assertThat(characters(100, 0, Format.JAVA).split(deep)).hasSizeGreaterThan(300);
    assertThat(characters(100, 0, Format.PYTHON).split("\uD800\uDC00\uD800 def ((( \"\"\" x\n"))
        .singleElement()
        .extracting(Chunk::start)
        .isEqualTo(0);
    assertThat(characters(100, 0, Format.MARKDOWN).split("> ".repeat(3000) + "* ".repeat(3000)))
        .isNotEmpty();
  }

  @Test
  void sizesInTokensHoldWhereWordsAreLong() {
    SplitText tokens = new SplitText(20, 0, Format.TEXT, Unit.O200K_BASE);
    assertThat(tokens.split("x".repeat(3000) + "😀".repeat(50))).hasSizeGreaterThan(10);
  }

  @Test
  void nothingBecomesNoChunk() {
    assertThat(new SplitText().split("")).isEmpty();
    assertThat(new SplitText().split("a.md", " \n\n\t")).isEmpty();
    assertThat(new SplitText().split("a.java", "\n")).isEmpty();
  }

  @Test
  void asAStepNamesChunksByWhatTheySay() throws Exception {
    SplitText step = characters(20, 0, Format.BY_NAME);
    List<Field> reads = step.reads();
    List<Row> before = rows(step, reads, "twenty characters 1\n\ntwenty characters 2");
    List<Row> after =
        rows(step, reads, "something before it.\n\ntwenty characters 1\n\ntwenty characters 2");
    assertThat(after).hasSize(3);
    assertThat(after.get(1).get("chunk")).isEqualTo(before.get(0).get("chunk"));
    assertThat(after.get(1).get("start")).isEqualTo(22);

    List<Row> twice = rows(step, reads, "twenty characters 1\n\ntwenty characters 1");
    assertThat(twice.get(1).get("chunk")).isEqualTo(twice.get(0).get("chunk") + "-2");
  }

  private static List<Row> rows(SplitText step, List<Field> reads, String text) throws Exception {
    return step.apply(List.of(new Row(reads, List.of("a.txt", text))), null).get(0);
  }

  @Test
  void refusesSizesThatCannotBe() {
    assertThatThrownBy(() -> characters(10, 0, Format.TEXT)).hasMessageContaining("at least 20");
    assertThatThrownBy(() -> characters(100, 51, Format.TEXT))
        .hasMessageContaining("overlap is 51");
  }
}
