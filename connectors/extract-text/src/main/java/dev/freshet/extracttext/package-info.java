/** Text of PDF, HTML, Word and other documents, as a function for flows. */
package dev.freshet.extracttext;
