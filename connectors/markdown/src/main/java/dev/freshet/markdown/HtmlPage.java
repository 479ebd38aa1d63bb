package dev.freshet.markdown;

/** A small HTML5 page with its style inside, so that it needs no other file. */
final class HtmlPage {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
             font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: break-word; }
      h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 2rem 0 0.75rem; }
      pre, code { font-family: ui-monospace, monospace; font-size: 0.9em; }
      code { background: #8882; padding: 0.1em 0.3em; border-radius: 3px; }
      pre { background: #8882; padding: 0.8rem 1rem; border-radius: 6px; overflow-x: auto; }
      pre code { background: none; padding: 0; }
      table { border-collapse: collapse; display: block; overflow-x: auto; }
      th, td { border: 1px solid #8886; padding: 0.35rem 0.7rem; }
      blockquote { margin: 1rem 0; padding: 0 1rem; border-left: 4px solid #8886; }
      img { max-width: 100%; }
      """;

  private HtmlPage() {}

  static String of(String title, String body) {
    return """
        <!DOCTYPE html>
        <html>
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>"""
        + escape(title.isEmpty() ? "Untitled" : title)
        + "</title>\n<style>\n"
        + STYLE
        + "</style>\n</head>\n<body>\n"
        + body
        + "</body>\n</html>\n";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
