package dev.freshet.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** One object as it shall be. */
record ObjectToWrite(String key, String contentType, byte[] content) {

  /** With a checksum of the content, which the service compares before it keeps the object. */
  PutObjectRequest.Builder describe(PutObjectRequest.Builder request) {
    return request.key(key).contentType(contentType).contentMD5(md5());
  }

  private String md5() {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has MD5", e);
    }
  }
}
