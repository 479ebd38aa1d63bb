/** Objects of S3, and of services that speak its protocol, as source and target. */
package dev.freshet.s3;
