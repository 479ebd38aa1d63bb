package dev.freshet.api;

import java.util.List;

/**
 * The structure of a target's rows: the components of the row record, those marked {@link Key}
 * apart, each in the order of the record.
 */
public record RowSchema(List<Field> key, List<Field> value) {
  public RowSchema {
    key = List.copyOf(key);
    value = List.copyOf(value);
  }

  public record Field(String name, Type type, boolean nullable) {}

  /**
   * @param size the dimensions of a {@code VECTOR}, which in a target's rows are at least 1, and 0
   *     for a vector of any length elsewhere; of other kinds 0
   * @param fields of a {@code STRUCT}, its fields; of a {@code LIST}, one named {@code element}; of
   *     a {@code MAP}, {@code key} and {@code value}; else empty
   */
  public record Type(Kind kind, int size, List<Field> fields) {
    public Type {
      fields = List.copyOf(fields);
    }

    public static Type of(Kind kind) {
      return new Type(kind, 0, List.of());
    }
  }

  /** How values of each kind appear in a {@link Row}. */
  public enum Kind {
    /** {@link Boolean}. */
    BOOLEAN,
    /** {@link Integer}; {@code byte} and {@code short} components become INT. */
    INT,
    /** {@link Long}. */
    LONG,
    /** {@link Float}. */
    FLOAT,
    /** {@link Double}. */
    DOUBLE,
    /** {@link java.math.BigDecimal}. */
    DECIMAL,
    /** {@link String}; enum components appear by constant name, {@code char} as one character. */
    TEXT,
    /** {@code byte[]}. */
    BYTES,
    /** {@link java.time.Instant}. */
    INSTANT,
    /** {@link java.time.LocalDate}. */
    DATE,
    /** {@link java.util.UUID}. */
    UUID,
    /** {@code float[]} of the given size. */
    VECTOR,
    /** {@link Row}. */
    STRUCT,
    /** {@link List}. */
    LIST,
    /** {@link java.util.Map}. */
    MAP
  }
}
