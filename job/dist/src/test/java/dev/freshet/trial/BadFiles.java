package dev.freshet.trial;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A directory with everything that a file system can hold against a program that reads files, and
 * what has to become of each: its page, a failure with a reason, or nothing at all.
 */
final class BadFiles {
  private static final String OVER = "\u202e";

  private final Path root;
  private final Path outside;
  private final Map<String, String> pages = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();
  private final List<String> ignored = new ArrayList<>();
  private long bytes;

  BadFiles(Path root, Path outside) {
    this.root = root;
    this.outside = outside;
  }

  /** Key to a text that its page must have. */
  Map<String, String> pages() {
    return pages;
  }

  /** Key to a part of the reason. */
  Map<String, String> failures() {
    return failures;
  }

  int cases() {
    return pages.size() + failures.size() + ignored.size();
  }

  /** The lengths of all files, as the file system gives them. */
  long bytes() {
    return bytes;
  }

  BadFiles make() throws Exception {
    names();
    contents();
    notFiles();
    deep();
    return this;
  }

  private void names() throws IOException {
    List<String> names =
        List.of(
            "new\nline.md",
            "carriage\rreturn.md",
            "tab\tulator.md",
            "bell\u0007and\u001b[2Jescape.md",
            "delete\u007f.md",
            "control\u0085one.md",
            "it's \"quoted\" `ticked`.md",
            "-rf.md",
            "--help.md",
            "~.md",
            "$HOME.md",
            "$(touch x);|&<>.md",
            "*.md",
            "?[a-z]{b,c}.md",
            "back\\slash.md",
            "..\\..\\windows.md",
            "...md",
            "..md",
            "....md",
            " leading.md",
            "trailing .md ",
            "trailing dot.md.",
            " ",
            "%2e%2e%2f.md",
            "a%00b.md",
            "CON",
            "nul.md",
            "COM1.md",
            "aux",
            "a:b.md",
            "over" + OVER + "dm.exe.md",
            "zero\u200bwidth.md",
            "\ufeffmark.md",
            "line\u2028separator.md",
            "replaced\ufffd.md",
            "emoji \ud83d\ude00.md",
            "A.md",
            "a.md",
            "caf\u00e9.md",
            "cafe\u0301.md",
            "\u212bngstrom.md",
            "\u00e5ngstrom.md",
            "<script>alert(1)</script>.md".replace("/", ""),
            "'; DROP TABLE pages; --.md",
            "{{template}} ${variable} %s %n.md",
            ".hidden.md",
            ".git/config.md",
            "longest " + "n".repeat(239) + ".md");
    for (String name : names) {
      String key = name;
      if (name.contains("\\")) {
        failing(key, "named", "backslash");
      } else {
        page(key, "named");
      }
    }
    failing("l".repeat(255), "too long with its extension", "file name of 260 bytes");
    failing("\u00fc".repeat(127), "too long in bytes", "file name of 259 bytes");
  }

  private void contents() throws IOException {
    page("empty.md", "", "");
    page("bom.md", "\ufeff# Marked", "<h1");
    page("nul.txt", "before\0after", "after");
    page("controls.md", "\u0001\u0002\u001b[31mred", "red");
    page("noncharacter.md", "\uffff\ufdd0 end", "end");
    page("one-line.md", "x".repeat(1 << 20), "x");
    page("nested.md", ">".repeat(5000) + " deep", "deep");
    page("brackets.md", "[".repeat(20_000) + " many", "many");
    page("newlines.md", "\n".repeat(200_000) + "last", "last");
    page("returns.md", "one\r\rtwo\r\n", "two");
    failing("utf-16-little.md", "wide".getBytes(StandardCharsets.UTF_16LE), 0xFF, 0xFE);
    failing("utf-16-big.md", "wide".getBytes(StandardCharsets.UTF_16BE), 0xFE, 0xFF);
    failing("latin-1.md", "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    failing("surrogates.md", new byte[0], 0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80);
    failing("overlong-slash.md", new byte[0], 0xC0, 0xAF);
    failing("overlong-nul.md", new byte[0], 0xC0, 0x80);
    failing("beyond-unicode.md", new byte[0], 0xF4, 0x90, 0x80, 0x80);
    failing("cut.md", new byte[] {'a', 'b'}, 0x20, 0xE2, 0x82);
    failing("continuation.md", new byte[0], 0x80);
    sparse("sparse-10g.md", 10L << 30);
    sparse("sparse-3g.md", 3L << 30);
    sparse("over-by-one.md", (1L << 20) + 1);
    unreadable();
  }

  private void notFiles() throws Exception {
    Files.writeString(outside.resolve("secret.md"), "not to be seen");
    Files.createDirectories(outside.resolve("sub"));
    link("to-file.md", outside.resolve("secret.md"));
    link("to-directory", outside.resolve("sub"));
    link("to-root.md", Path.of("/"));
    link("to-nothing.md", Path.of("nowhere"));
    link("to-itself.md", Path.of("to-itself.md"));
    link("loop-a.md", Path.of("loop-b.md"));
    link("loop-b.md", Path.of("loop-a.md"));
    link("up", Path.of(".."));
    link("to-device.md", Path.of("/dev/zero"));
    special("pipe.md", "mkfifo", "pipe.md");
    special("null.md", "mknod", "null.md", "c", "1", "3");
    special("zero.md", "mknod", "zero.md", "c", "1", "5");
    socket();
    Files.createDirectories(root.resolve("directory.md"));
    ignored.add("directory.md");
  }

  private void socket() throws IOException {
    Path inside = root.resolve("socket.md");
    Path shorter = Files.createTempDirectory("s").resolve("s");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(shorter))
        .close();
    Files.move(shorter, inside);
    ignored.add("socket.md");
  }

  /** As far down as a path can name it, the target's too, which has the longer one. */
  private void deep() throws IOException {
    page("d/".repeat(200) + "x.md", "deep down");
    int left = 3900 - root.toString().length();
    page(("w".repeat(250) + "/").repeat(left / 251) + "y.md", "wide and deep");
  }

  private void page(String key, String text) throws IOException {
    page(key, text, text);
  }

  private void page(String key, String text, String shown) throws IOException {
    write(key, text.getBytes(StandardCharsets.UTF_8));
    pages.put(key, shown);
  }

  private void failing(String key, String text, String reason) throws IOException {
    write(key, text.getBytes(StandardCharsets.UTF_8));
    failures.put(key, reason);
  }

  private void failing(String key, byte[] rest, int... first) throws IOException {
    byte[] content = new byte[first.length + rest.length];
    for (int i = 0; i < first.length; i++) {
      content[i] = (byte) first[i];
    }
    System.arraycopy(rest, 0, content, first.length, rest.length);
    write(key, content);
    failures.put(key, "is not UTF-8: the byte at offset");
  }

  private void sparse(String key, long length) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(root.resolve(key).toFile(), "rw")) {
      file.setLength(length);
    }
    bytes += length;
    failures.put(key, "is " + length + " bytes, the limit is 1048576 bytes");
  }

  private void unreadable() throws IOException {
    write("unreadable.md", "locked".getBytes(StandardCharsets.UTF_8));
    Path file = root.resolve("unreadable.md");
    if (file.toFile().setReadable(false, false) && !Files.isReadable(file)) {
      failures.put("unreadable.md", "permission denied");
    } else {
      pages.put("unreadable.md", "locked");
    }
  }

  private void write(String key, byte[] content) throws IOException {
    Path file = root.resolve(key);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    bytes += content.length;
  }

  private void link(String key, Path to) throws IOException {
    Files.createSymbolicLink(root.resolve(key), to);
    ignored.add(key);
  }

  /** Nothing if the machine does not allow it. */
  private void special(String key, String... command) throws Exception {
    Process process = new ProcessBuilder(command).directory(root.toFile()).start();
    if (process.waitFor() == 0) {
      ignored.add(key);
    }
  }
}
