package dev.freshet.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.Delete;
import dev.freshet.api.Nullable;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The target {@code html-folder}. */
public final class HtmlFolderConnector
    implements TargetConnector<HtmlFolder, Path, String, HtmlFolderConnector.Page> {

  /** What a row has beside its key. */
  public record Page(String html) {}

  /** In bytes: file systems take 255, of which the ends of file names need some. */
  private static final int LONGEST_PART = 200;

  @Override
  public String type() {
    return "html-folder";
  }

  @Override
  public Class<HtmlFolder> specType() {
    return HtmlFolder.class;
  }

  @Override
  public String persistentKey(Setup<HtmlFolder> setup) {
    return setup.spec().folder();
  }

  @Override
  public String describe(String persistentKey) {
    return "HTML files in " + persistentKey;
  }

  @Override
  public void applySetupChange(SetupChange<HtmlFolder> change) throws IOException {
    if (change instanceof SetupChange.Create<HtmlFolder> create) {
      Files.createDirectories(prepare(create.current()));
    } else if (change instanceof SetupChange.Drop<HtmlFolder> drop) {
      removeIfEmpty(prepare(drop.previous()));
    }
  }

  /** The folder may hold other files, so a drop must not take them along. */
  @Override
  public boolean dropDeletesRows() {
    return false;
  }

  @Override
  public Path prepare(Setup<HtmlFolder> setup) {
    return Path.of(setup.spec().folder()).toAbsolutePath().normalize();
  }

  @Override
  public void mutate(List<TargetMutations<Path, String, Page>> all) throws Exception {
    for (TargetMutations<Path, String, Page> target : all) {
      for (Delete<String> row : target.deletes()) {
        target.checkFence();
        Path file = file(target.prepared(), row.key());
        if (file != null) {
          Files.deleteIfExists(file);
        }
      }
      for (Upsert<String, Page> row : target.upserts()) {
        target.checkFence();
        Path file = file(target.prepared(), row.key());
        if (file != null) {
          write(file, row.value().html());
        } else {
          target.reject(row, "\"" + row.key() + "\" is not the name of a file inside the folder");
        }
      }
    }
  }

  /** Under another name first, so that a file is complete whenever it can be seen. */
  private static void write(Path file, String html) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Path unfinished = file.resolveSibling("." + file.getFileName() + ".unfinished");
    Files.writeString(unfinished, html);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Null if the name leads elsewhere, is too long, or shares its file with another name. */
  private static @Nullable Path file(Path folder, String name) {
    try {
      Path file = folder.resolve(name + ".html").normalize();
      boolean inside = file.startsWith(folder);
      boolean unique = inside && folder.relativize(file).toString().equals(name + ".html");
      return unique && longestPart(name) <= LONGEST_PART ? file : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static int longestPart(String name) {
    return Stream.of(name.split("/")).mapToInt(part -> part.getBytes(UTF_8).length).max().orElse(0);
  }

  /** Of this folder and those in it, removes the empty ones: {@code delete} refuses the others. */
  private static void removeIfEmpty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        List<Path> innermostFirst = all.sorted(Comparator.reverseOrder()).toList();
        innermostFirst.stream()
            .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
            .forEach(path -> path.toFile().delete());
      }
    }
  }
}
