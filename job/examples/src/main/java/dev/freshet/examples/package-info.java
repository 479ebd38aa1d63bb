/** Small flows to start from. */
package dev.freshet.examples;
