/** The {@code local-files} source and the {@code local-directory} target. */
package dev.freshet.localfiles;
