package dev.freshet.examples;

import dev.freshet.api.Flow;
import dev.freshet.api.FlowBuilder;
import dev.freshet.api.Key;
import dev.freshet.localfiles.LocalFiles;
import dev.freshet.models.JsonExtractor;
import dev.freshet.models.ModelEndpoint;
import dev.freshet.postgres.PostgresTable;
import dev.freshet.splittext.Chunk;
import dev.freshet.splittext.Format;
import dev.freshet.splittext.SplitText;
import dev.freshet.splittext.Unit;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What documents speak of, and how that is connected, as a chat model reads it: a graph in three
 * tables. Many documents speak of one thing; it stays as long as one of them does.
 *
 * @param documents the directory of the documents
 * @param database the address of a Postgres database
 */
public record KnowledgeGraph(String documents, ModelEndpoint model, String database, String user)
    implements Flow {
  private static final String PROMPT =
      "Name the products, formats and concepts that the text explains, each by its usual name, and"
          + " how they are connected, in verbs such as writes, reads, replaces.";

  /** What the model fills in for one section. */
  public record Facts(List<Thing> things, List<Connection> connections) {}

  public record Thing(String name, String kind) {}

  public record Connection(String from, String verb, String to) {}

  public record Entity(@Key String name, String kind) {}

  public record Relation(@Key String subject, @Key String verb, @Key String object) {}

  public record Mention(@Key String document, @Key String entity) {}

  public KnowledgeGraph() {
    this(
        "docs",
        new ModelEndpoint(URI.create("http://localhost:11434/v1"), "llama3.1"),
        "postgresql://localhost:5432/freshet",
        "freshet");
  }

  @Override
  public String name() {
    return "knowledge-graph";
  }

  @Override
  public void define(FlowBuilder flow) {
    var source = flow.source("documents", new LocalFiles(documents, List.of("**/*.md")));
    var entities = flow.target("entities", table("entities"), Entity.class).shared();
    var relations = flow.target("relations", table("relations"), Relation.class);
    var mentions = flow.target("mentions", table("mentions"), Mention.class);

    var splitter = new SplitText(4000, 0, Format.MARKDOWN, Unit.CHARACTERS);
    var reader = model;
    flow.forEach(
        source,
        (document, context) -> {
          List<Chunk> sections = splitter.split(document.key(), document.text());
          List<String> texts = sections.stream().map(Chunk::text).toList();
          Map<String, Entity> named = new TreeMap<>();
          var facts = JsonExtractor.of(reader, PROMPT, Facts.class).extractAll(context, texts);
          for (Facts section : facts) {
            for (Thing thing : section.things()) {
              named.putIfAbsent(thing.name(), new Entity(thing.name(), thing.kind()));
            }
            for (Connection one : section.connections()) {
              context.declare(relations, new Relation(one.from(), one.verb(), one.to()));
            }
          }
          for (Entity entity : named.values()) {
            context.declare(entities, entity);
            context.declare(mentions, new Mention(document.key(), entity.name()));
          }
        });
  }

  private PostgresTable table(String name) {
    return new PostgresTable(database, name, user, null);
  }
}
