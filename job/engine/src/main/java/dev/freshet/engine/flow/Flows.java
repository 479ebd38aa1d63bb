package dev.freshet.engine.flow;

import dev.freshet.api.Flow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Loads flows. */
public final class Flows {
  private static final Pattern CLASS_NAME =
      Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");

  private Flows() {}

  /**
   * @param flow the path of a YAML file or the name of a {@link Flow} class
   * @param loader with the connectors, and the flow's classes
   * @throws FlowProblems if there is no such flow, or anything is wrong with it
   */
  public static LoadedFlow load(String flow, ClassLoader loader) {
    FlowReference reference =
        isClassName(flow) ? FlowReference.toClass(flow) : FlowReference.toFile(flow, read(flow));
    return new LoadedFlow(reference, reference.define(loader));
  }

  /**
   * A flow that a program made itself. It is built again from its class name and parameters, as a
   * worker will.
   *
   * @throws FlowProblems if anything is wrong with it
   */
  public static LoadedFlow load(Flow flow, ClassLoader loader) {
    FlowReference reference = FlowReference.to(flow);
    return new LoadedFlow(reference, reference.define(loader));
  }

  /** A flow of which nothing is known but its name, to be dropped. */
  public static LoadedFlow named(String name) {
    return new LoadedFlow(
        FlowReference.toFile(name, ""), new FlowDefinition(name, List.of(), List.of()));
  }

  private static boolean isClassName(String flow) {
    return CLASS_NAME.matcher(flow).matches()
        && !isYaml(Path.of(flow))
        && !Files.exists(Path.of(flow));
  }

  private static String read(String flow) {
    Path path = path(flow);
    try {
      if (Files.isDirectory(path)) {
        throw new FlowProblems(
            flow + " is a directory; name a flow file" + flowFiles(path, "in it"));
      }
      if (!Files.exists(path)) {
        throw new FlowProblems("Flow file " + flow + " does not exist" + beside(path));
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new FlowProblems("Flow file " + flow + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new FlowProblems("Flow file " + flow + " cannot be read: " + Problems.reason(e), e);
    }
  }

  private static Path path(String flow) {
    try {
      return Path.of(flow);
    } catch (InvalidPathException e) {
      throw new FlowProblems(
          "\"" + flow + "\" is neither the path of a flow file nor the name of a class", e);
    }
  }

  private static String beside(Path path) {
    Path directory = path.toAbsolutePath().normalize().getParent();
    if (directory == null) {
      return "";
    }
    return Files.isDirectory(directory)
        ? flowFiles(directory, "beside it")
        : "; neither does its directory " + path.getParent();
  }

  private static String flowFiles(Path directory, String where) {
    try (Stream<Path> files = Files.list(directory)) {
      List<String> names =
          files.filter(Flows::isYaml).map(file -> file.getFileName().toString()).sorted().toList();
      return names.isEmpty() ? "" : "; " + where + ": " + String.join(", ", names);
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean isYaml(Path path) {
    return path.toString().endsWith(".yaml") || path.toString().endsWith(".yml");
  }
}
