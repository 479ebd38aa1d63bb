/** The {@code postgres} source and target. */
package dev.freshet.postgres;
