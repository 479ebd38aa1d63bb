package dev.freshet.engine.setup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.Compatibility;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.util.List;

/** Declared things and connectors for tests of the plan. */
final class Examples {
  static final DeclaredSource DOCUMENTS = new DeclaredSource("documents", "local-files", "docs");

  /** Its drop takes the rows away. */
  static final String TABLE = "table";

  /** Its drop leaves the rows where they are. */
  static final String FOLDER = "folder";

  private Examples() {}

  static RowSchema schema(String key) {
    return new RowSchema(
        List.of(new Field(key, Type.of(Kind.TEXT), false)),
        List.of(new Field("html", Type.of(Kind.TEXT), true)));
  }

  /**
   * A target with the options {@code rewritten} and {@code recreated}, named for what they need.
   */
  static Declaration table(String name, String place) {
    return new Declaration(name, TABLE, place, "filename", "", "", "", false, false);
  }

  static Declaration folder(String name, String place) {
    return new Declaration(name, FOLDER, place, "filename", "", "", "", false, false);
  }

  /** A target in the making. */
  record Declaration(
      String name,
      String type,
      String place,
      String key,
      String compatible,
      String rewritten,
      String recreated,
      boolean managed,
      boolean isShared) {

    Declaration called(String other) {
      return new Declaration(
          other, type, place, key, compatible, rewritten, recreated, managed, isShared);
    }

    Declaration keyedBy(String other) {
      return new Declaration(
          name, type, place, other, compatible, rewritten, recreated, managed, isShared);
    }

    Declaration compatible(String value) {
      return new Declaration(
          name, type, place, key, value, rewritten, recreated, managed, isShared);
    }

    Declaration rewritten(String value) {
      return new Declaration(
          name, type, place, key, compatible, value, recreated, managed, isShared);
    }

    Declaration recreated(String value) {
      return new Declaration(
          name, type, place, key, compatible, rewritten, value, managed, isShared);
    }

    Declaration managedByUser() {
      return new Declaration(
          name, type, place, key, compatible, rewritten, recreated, true, isShared);
    }

    Declaration shared() {
      return new Declaration(
          name, type, place, key, compatible, rewritten, recreated, managed, true);
    }

    DeclaredTarget target() {
      ObjectNode spec = JsonFormat.object();
      spec.put("compatible", compatible).put("rewritten", rewritten).put("recreated", recreated);
      return new DeclaredTarget(name, type, place, spec, schema(key), managed, isShared);
    }
  }

  static final class ExampleConnectors implements Connectors {
    @Override
    public Compatibility compatibility(DeclaredTarget previous, DeclaredTarget current) {
      if (differ("recreated", previous, current)) {
        return Compatibility.RECREATE;
      }
      return differ("rewritten", previous, current)
          ? Compatibility.REWRITE_ROWS
          : Compatibility.COMPATIBLE;
    }

    @Override
    public boolean dropDeletesRows(DeclaredTarget target) {
      return target.type().equals(TABLE);
    }

    @Override
    public String describe(String type, String persistentKey) {
      return type + " " + persistentKey;
    }

    private static boolean differ(String option, DeclaredTarget one, DeclaredTarget other) {
      return !one.spec().get(option).equals(other.spec().get(option));
    }
  }
}
