package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The manifest for Flink's operator, against the resource that its api defines: that of the newest
 * release in Maven Central, which does not know the version of Flink yet.
 */
final class ManifestsTest {
  private static final Path MANIFESTS = Dockerfile.REPOSITORY.resolve("docker/kubernetes");
  private static final Path RESOURCES = Path.of("target/kubernetes/META-INF/fabric8");
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Pattern SECRET = Pattern.compile("env:(\\w+)");

  @Test
  void followsTheSchemaOfTheOperator() throws IOException {
    JsonNode deployment = deployment();
    assertThat(deployment.path("apiVersion").asText()).isEqualTo("flink.apache.org/v1beta1");
    assertThat(deployment.path("kind").asText()).isEqualTo("FlinkDeployment");
    JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema());
    assertThat(schema.validate(deployment.path("spec"))).isEmpty();
    ((ObjectNode) deployment.at("/spec/job")).put("upgradeMode", "at-once").put("jarUri", "x");
    assertThat(schema.validate(deployment.path("spec"))).hasSize(2);
  }

  /** Of the specification; what it does not name is refused, where Kubernetes would drop it. */
  private static JsonNode schema() throws IOException {
    JsonNode resource =
        ComposeFile.documents(RESOURCES.resolve("flinkdeployments.flink.apache.org-v1.yml")).get(0);
    ObjectNode schema =
        (ObjectNode) resource.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
    close(schema);
    ((ObjectNode) schema.at("/properties/flinkVersion")).remove("enum");
    return schema;
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && object.path("type").asText().equals("object")
        && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      object.put("additionalProperties", false);
    }
    schema.forEach(ManifestsTest::close);
  }

  @Test
  void saysWhichFlinkTheImageIsOf() throws IOException {
    String image = Dockerfile.read().of("FROM").get(0);
    String version = deployment().at("/spec/flinkVersion").asText().substring(1).replace('_', '.');
    assertThat(image).matches("flink:" + version + "\\.\\d+-java17");
  }

  /** Those of ZooKeeper are for a cluster that has one. */
  @Test
  void hasTheSettingsOfACluster() throws IOException {
    Map<String, String> settings = new TreeMap<>();
    ComposeFile.documents(Dockerfile.REPOSITORY.resolve("conf/cluster/config.yaml"))
        .get(0)
        .properties()
        .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
    settings.keySet().removeIf(key -> key.startsWith("high-availability.zookeeper"));
    assertThat(settings).isNotEmpty();
    Map<String, String> there = new TreeMap<>();
    deployment()
        .at("/spec/flinkConfiguration")
        .properties()
        .forEach(entry -> there.put(entry.getKey(), entry.getValue().textValue()));
    assertThat(there).containsAllEntriesOf(settings).containsKey("high-availability.type");
    assertThat(deployment().at("/spec/jobManager/replicas").asInt()).isGreaterThan(1);
  }

  @Test
  void startsWhatComposeStarts() throws IOException {
    List<String> command = ComposeFile.read().command("jobmanager");
    int run = command.indexOf("update");
    JsonNode job = deployment().at("/spec/job");
    List<String> arguments = new ArrayList<>();
    job.path("args").forEach(word -> arguments.add(word.asText()));
    assertThat(arguments).isEqualTo(command.subList(run, command.size()));
    assertThat(job.path("entryClass").asText()).isEqualTo(command.get(run - 1));
    assertThat(job.path("upgradeMode").asText()).isEqualTo("stateless");
    String jar = job.path("jarURI").asText().replace("local:///opt/flink/", "");
    assertThat(Dockerfile.read().copies()).anyMatch(copy -> copy.destination().equals(jar));
    int slots =
        deployment().at("/spec/taskManager/replicas").asInt()
            * deployment().at("/spec/flinkConfiguration/taskmanager.numberOfTaskSlots").asInt();
    assertThat(job.path("parallelism").asInt()).isEqualTo(slots);
  }

  @Test
  void namesWhatIsBesideIt() throws IOException {
    Map<String, String> there = new TreeMap<>();
    for (JsonNode common : ComposeFile.documents(MANIFESTS.resolve("common.yaml"))) {
      there.put(common.path("kind").asText(), common.at("/metadata/name").asText());
    }
    JsonNode pod = deployment().at("/spec/podTemplate/spec");
    assertThat(deployment().at("/spec/serviceAccount").asText())
        .isEqualTo(there.get("ServiceAccount"));
    assertThat(pod.at("/volumes/0/persistentVolumeClaim/claimName").asText())
        .isEqualTo(there.get("PersistentVolumeClaim"));
    assertThat(pod.at("/volumes/1/configMap/name").asText()).isEqualTo(there.get("ConfigMap"));
    assertThat(pod.at("/containers/0/envFrom/0/secretRef/name").asText())
        .isEqualTo(there.get("Secret"));
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
  }

  @Test
  void theFlowFollowsTheSchemaAndItsSecretsAreThere() throws IOException {
    List<ObjectNode> common = ComposeFile.documents(MANIFESTS.resolve("common.yaml"));
    JsonNode flows = common.get(common.size() - 1).path("data");
    JsonNode flow = YAML.readTree(flows.path("documents.yaml").asText());
    ComposeTest.followsTheSchema(flow);
    JsonNode secrets = common.get(common.size() - 2).path("stringData");
    SECRET
        .matcher(flow.toString())
        .results()
        .forEach(secret -> assertThat(secrets.has(secret.group(1))).isTrue());
  }

  private static JsonNode deployment() throws IOException {
    return ComposeFile.documents(MANIFESTS.resolve("application.yaml")).get(0);
  }
}
