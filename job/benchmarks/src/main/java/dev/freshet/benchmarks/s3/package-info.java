/** Objects of S3 beside a plain parallel loop over the same objects. */
package dev.freshet.benchmarks.s3;
