/** Any file system that Flink can use, as source and target. */
package dev.freshet.filesystem;
