package dev.freshet.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A chat model behind an endpoint: texts alone, no tools. Thread safe. */
public final class EndpointChatModel implements ChatModel {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ModelCalls calls;
  private final ModelEndpoint endpoint;

  public EndpointChatModel(ModelEndpoint endpoint) {
    this.endpoint = endpoint;
    this.calls = new ModelCalls(endpoint);
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    try {
      JsonNode answer = calls.post("/chat/completions", body(request), () -> {});
      JsonNode content = answer.path("choices").path(0).path("message").path("content");
      if (!content.isTextual()) {
        throw new IOException(
            "Model " + endpoint.name() + " at " + endpoint.url() + " answered without a text");
      }
      return ChatResponse.builder().aiMessage(AiMessage.from(content.asText())).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a model was asked", e);
    }
  }

  private ObjectNode body(ChatRequest request) throws JsonProcessingException {
    ObjectNode body = calls.request();
    if (request.temperature() != null) {
      body.put("temperature", request.temperature());
    }
    ArrayNode messages = body.putArray("messages");
    request.messages().forEach(message -> add(message, messages.addObject()));
    ResponseFormat format = request.responseFormat();
    if (format != null && format.type() == ResponseFormatType.JSON) {
      ObjectNode wanted = body.putObject("response_format");
      if (format.jsonSchema() == null) {
        wanted.put("type", "json_object");
      } else if (format.jsonSchema().rootElement() instanceof JsonRawSchema schema) {
        wanted.put("type", "json_schema");
        ObjectNode named = wanted.putObject("json_schema");
        named.put("name", format.jsonSchema().name()).put("strict", true);
        named.set("schema", JSON.readTree(schema.schema()));
      } else {
        throw new UnsupportedFeatureException("A schema is given as JsonRawSchema");
      }
    }
    return body;
  }

  private static void add(ChatMessage message, ObjectNode to) {
    if (message instanceof SystemMessage system) {
      to.put("role", "system").put("content", system.text());
    } else if (message instanceof UserMessage user && user.hasSingleText()) {
      to.put("role", "user").put("content", user.singleText());
    } else if (message instanceof AiMessage model && !model.hasToolExecutionRequests()) {
      to.put("role", "assistant").put("content", model.text());
    } else {
      throw new UnsupportedFeatureException(
          "Only messages of one text can be sent: " + message.type());
    }
  }
}
