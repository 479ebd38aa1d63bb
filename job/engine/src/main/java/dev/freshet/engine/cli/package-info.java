/**
 * The command line. It says what is asked and shows what came of it; what happens in between is
 * decided elsewhere.
 */
package dev.freshet.engine.cli;
