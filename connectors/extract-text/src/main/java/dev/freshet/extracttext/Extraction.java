package dev.freshet.extracttext;

import dev.freshet.api.Nullable;
import java.io.ByteArrayInputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.exception.ZeroByteFileException;
import org.apache.tika.metadata.HttpHeaders;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;

/**
 * One document, read in a thread of its own that is given up when the time is over. It is not
 * interrupted: an interrupt while a library loads its classes would leave them unusable.
 */
final class Extraction {
  private static final long STACK = 4L << 20;

  private final ExtractText limits;
  private final String name;
  private final byte[] bytes;
  private final Metadata metadata = new Metadata();
  private final TextHandler handler;

  Extraction(ExtractText limits, String name, byte[] bytes) {
    this.limits = limits;
    this.name = name;
    this.bytes = bytes;
    this.handler = new TextHandler(limits, metadata);
  }

  Document run() throws DocumentFailure, InterruptedException {
    FutureTask<Document> task = new FutureTask<>(this::read);
    Thread thread = new Thread(null, task, "extract-text", STACK);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new DocumentFailure("it took longer than timeout, " + limits.timeout(), e);
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } finally {
      handler.stop();
    }
  }

  private Document read() throws Exception {
    metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, name.substring(name.lastIndexOf('/') + 1));
    Parsers.parse(new ByteArrayInputStream(bytes), handler, metadata);
    String title = metadata.get(TikaCoreProperties.TITLE);
    String type = String.valueOf(metadata.get(HttpHeaders.CONTENT_TYPE)).replaceFirst(";.*", "");
    if (handler.isEmpty() && !Parsers.reads(type)) {
      throw new DocumentFailure("it is " + type + ", which is not a document with text", null);
    }
    return new Document(title == null ? "" : clean(title), handler.text(), type);
  }

  private static String clean(String title) {
    return TextHandler.wellFormed(title.strip());
  }

  private static DocumentFailure failure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DocumentFailure known) {
        return known;
      } else if (cause instanceof EncryptedDocumentException) {
        return new DocumentFailure("it is encrypted", failure);
      } else if (cause instanceof ZeroByteFileException) {
        return new DocumentFailure("it is empty", failure);
      } else if (cause instanceof OutOfMemoryError || cause instanceof StackOverflowError) {
        return new DocumentFailure("it is nested too deeply or too large to be read", failure);
      }
    }
    return new DocumentFailure("it cannot be read: " + reason(failure), failure);
  }

  private static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof TikaException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    @Nullable String message = cause.getMessage();
    String kind = cause.getClass().getSimpleName();
    return message == null || message.isBlank() ? kind : kind + ": " + message;
  }
}
