package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.freshet.engine.flow.FlowSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be seen of the containers without an engine that runs them. */
final class ComposeTest {
  private ComposeFile compose;

  @BeforeEach
  void read() throws IOException {
    compose = ComposeFile.read();
  }

  /** Its schema is asked for by a name that is none for the validator. */
  @Test
  void followsTheSchemaOfComposeFiles() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("compose/compose-spec.json")) {
      ObjectNode rules = (ObjectNode) new ObjectMapper().readTree(in);
      rules.remove("$id");
      JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(rules);
      assertThat(schema.validate(compose.json())).isEmpty();
      ((ObjectNode) compose.service("store")).put("port", "9000:8080");
      assertThat(schema.validate(compose.json())).hasSize(1);
    }
  }

  @Test
  void everythingThatIsNamedIsThere() {
    Set<String> services = names(compose.json().path("services"));
    Set<String> volumes = names(compose.json().path("volumes"));
    for (String service : services) {
      JsonNode needs = compose.service(service).path("depends_on");
      assertThat(services).containsAll(needs.isArray() ? texts(needs) : names(needs));
      for (JsonNode volume : compose.service(service).path("volumes")) {
        String source = volume.asText().split(":", 2)[0];
        if (source.startsWith(".")) {
          assertThat(ComposeFile.DIRECTORY.resolve(source)).exists();
        } else {
          assertThat(volumes).contains(source);
        }
      }
    }
    JsonNode build = compose.service("jobmanager").path("build");
    Path context = ComposeFile.DIRECTORY.resolve(build.path("context").asText()).normalize();
    assertThat(context).isEqualTo(Dockerfile.REPOSITORY);
    assertThat(context.resolve(build.path("dockerfile").asText())).exists();
  }

  @Test
  void jobManagerAndTaskManagersShareWhatTheyMust() {
    JsonNode taskManager = compose.service("taskmanager");
    for (String same : List.of("image", "build", "volumes", "environment")) {
      assertThat(taskManager.path(same)).isEqualTo(compose.service("jobmanager").path(same));
    }
    assertThat(taskManager.at("/deploy/replicas").asInt()).isEqualTo(2);
    assertThat(compose.environment("taskmanager"))
        .containsEntry("JOB_MANAGER_RPC_ADDRESS", "jobmanager");
    List<String> command = compose.command("jobmanager");
    assertThat(command.get(command.indexOf("--state") + 1))
        .isEqualTo(compose.mount("jobmanager", "state"));
    Path flow = Path.of(command.get(command.size() - 1));
    assertThat(flow.getParent()).hasToString(compose.mount("jobmanager", "./flows"));
    assertThat(ComposeFile.DIRECTORY.resolve("flows").resolve(flow.getFileName())).exists();
  }

  @Test
  void theFlowNamesTheServicesAsTheyAre() throws IOException {
    JsonNode flow =
        ComposeFile.documents(ComposeFile.DIRECTORY.resolve("flows/documents.yaml")).get(0);
    followsTheSchema(flow);
    JsonNode source = flow.at("/sources/documents");
    JsonNode target = flow.at("/targets/pages");
    assertThat(source.at("/service/endpoint").asText())
        .isEqualTo("http://store:" + port(compose.environment("store").get("S3PROXY_ENDPOINT")));
    assertThat(compose.command("bucket").get(0)).contains("s3://" + source.path("bucket").asText());
    assertThat(target.path("url").asText())
        .isEqualTo(
            "postgresql://postgres:5432/" + compose.environment("postgres").get("POSTGRES_DB"));
    assertThat(target.path("user").asText())
        .isEqualTo(compose.environment("postgres").get("POSTGRES_USER"));
    assertThat(compose.environment("taskmanager"))
        .containsEntry(
            "POSTGRES_PASSWORD", compose.environment("postgres").get("POSTGRES_PASSWORD"))
        .containsEntry("STORE_ID", compose.environment("store").get("S3PROXY_IDENTITY"))
        .containsEntry("STORE_SECRET", compose.environment("store").get("S3PROXY_CREDENTIAL"));
    assertThat(flow.toString())
        .doesNotContain(compose.environment("taskmanager").get("STORE_SECRET"));
  }

  static void followsTheSchema(JsonNode flow) {
    JsonNode schema = FlowSchema.of(ComposeTest.class.getClassLoader());
    assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema).validate(flow))
        .isEmpty();
  }

  @Test
  void prometheusAsksTheContainersOfFlinkAndKnowsTheAlerts() throws IOException {
    JsonNode prometheus =
        ComposeFile.documents(ComposeFile.DIRECTORY.resolve("prometheus.yaml")).get(0);
    JsonNode asked = prometheus.at("/scrape_configs/0/dns_sd_configs/0");
    assertThat(texts(asked.path("names"))).containsExactlyInAnyOrder("jobmanager", "taskmanager");
    Path settings = Dockerfile.REPOSITORY.resolve("conf/cluster/config.yaml");
    assertThat(Files.readString(settings))
        .contains("metrics.reporter.prom.port: " + asked.path("port").asText() + "-");
    assertThat(texts(prometheus.path("rule_files")))
        .containsExactly(compose.mount("prometheus", "../conf/cluster/alerts.yaml"));
    assertThat(compose.mount("prometheus", "./prometheus.yaml"))
        .isEqualTo("/etc/prometheus/prometheus.yml");
  }

  @Test
  void alertsAreRulesOfPrometheusThatSayWhatIsTheMatter() throws IOException {
    Path file = Dockerfile.REPOSITORY.resolve("conf/cluster/alerts.yaml");
    JsonNode rules = ComposeFile.documents(file).get(0).at("/groups/0/rules");
    assertThat(rules).isNotEmpty();
    for (JsonNode rule : rules) {
      assertThat(names(rule)).isSubsetOf("alert", "expr", "for", "annotations", "labels");
      assertThat(rule.path("alert").asText()).matches("Freshet\\w+");
      Set<String> labels = labels(rule.path("expr").asText());
      Matcher used =
          Pattern.compile("\\$labels\\.(\\w+)").matcher(rule.at("/annotations/summary").asText());
      used.results().forEach(label -> assertThat(labels).contains(label.group(1)));
      assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
    }
  }

  /** Those that the result of an expression has: what it is aggregated by, or all of a job. */
  private static Set<String> labels(String expression) {
    Matcher by = Pattern.compile("by \\(([^)]*)\\)").matcher(expression);
    return by.find() ? Set.of(by.group(1).split(", *")) : Set.of("job_name", "job_id");
  }

  @Test
  void grafanaFindsTheDashboardAndPrometheus() throws IOException {
    JsonNode providers =
        ComposeFile.documents(ComposeFile.DIRECTORY.resolve("grafana/dashboards.yaml")).get(0);
    Path dashboard = Path.of(compose.mount("grafana", "../conf/cluster/grafana-dashboard.json"));
    assertThat(dashboard.getParent())
        .hasToString(providers.at("/providers/0/options/path").asText());
    JsonNode sources =
        ComposeFile.documents(ComposeFile.DIRECTORY.resolve("grafana/datasource.yaml")).get(0);
    assertThat(sources.at("/datasources/0/url").asText()).isEqualTo("http://prometheus:9090");
    JsonNode json =
        new ObjectMapper()
            .readTree(
                Dockerfile.REPOSITORY.resolve("conf/cluster/grafana-dashboard.json").toFile());
    assertThat(sources.at("/datasources/0/type").asText())
        .isEqualTo(json.at("/templating/list/0/query").asText());
  }

  private static String port(String address) {
    return address.substring(address.lastIndexOf(':') + 1);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
