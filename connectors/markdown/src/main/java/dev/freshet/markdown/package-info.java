/** Markdown to HTML pages, as a function for flows. */
package dev.freshet.markdown;
