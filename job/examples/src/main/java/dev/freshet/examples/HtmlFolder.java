package dev.freshet.examples;

import dev.freshet.api.TargetSpec;

/**
 * A folder of HTML files: the row {@code guide/a.md} is the file {@code guide/a.md.html}. The
 * smallest useful target; {@code local-directory} is one that is safe against hostile writers.
 *
 * @param folder relative to the working directory unless absolute
 */
public record HtmlFolder(String folder) implements TargetSpec {}
