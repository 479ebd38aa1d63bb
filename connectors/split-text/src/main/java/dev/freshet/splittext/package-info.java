/** Texts, Markdown documents and source code in chunks, as a function for flows. */
package dev.freshet.splittext;
