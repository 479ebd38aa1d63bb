/** An S3 server for tests. */
package dev.freshet.s3server;
