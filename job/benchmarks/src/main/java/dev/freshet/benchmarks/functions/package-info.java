/** How fast functions are, without a flow around them. */
package dev.freshet.benchmarks.functions;
