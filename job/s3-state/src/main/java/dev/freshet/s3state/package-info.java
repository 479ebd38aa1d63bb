/** A file system over S3 for the state of flows, found by the scheme {@code s3}. */
package dev.freshet.s3state;
