/** The {@code postgres} target. */
package dev.freshet.postgres;
