package dev.freshet.dist;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may see whom, over all modules that go into the job jar. */
final class WallsTest {
  private static final String API = "dev.freshet.api..";
  private static final String ENGINE = "dev.freshet.engine..";
  private static final String EXAMPLES = "dev.freshet.examples..";
  private static final String FILE_SYSTEM = "dev.freshet.filesystem..";

  /** No connector: it calls connectors with the engine's own code, and needs no Flink for it. */
  private static final String TESTKIT = "dev.freshet.testkit..";

  private static final String FLINK = "org.apache.flink..";

  private static final JavaClasses FRESHET =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.freshet");

  @Test
  void seesTheModulesThatItJudges() {
    assertThat(
            Stream.of(
                API,
                ENGINE,
                EXAMPLES,
                TESTKIT,
                FILE_SYSTEM,
                "dev.freshet.extracttext..",
                "dev.freshet.localfiles..",
                "dev.freshet.lucene..",
                "dev.freshet.markdown..",
                "dev.freshet.models..",
                "dev.freshet.opensearch..",
                "dev.freshet.postgres..",
                "dev.freshet.qdrant..",
                "dev.freshet.s3..",
                "dev.freshet.s3state..",
                "dev.freshet.splittext.."))
        .allMatch(module -> FRESHET.stream().anyMatch(resideInAPackage(module)));
  }

  @Test
  void theApiNeedsTheJdkAlone() {
    check(
        classes()
            .that()
            .resideInAPackage(API)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", API));
  }

  @Test
  void connectorsSeeNeitherTheEngineNorFlink() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(ENGINE, EXAMPLES, FILE_SYSTEM, TESTKIT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ENGINE, EXAMPLES, FLINK));
    check(
        noClasses()
            .that()
            .resideInAPackage(FILE_SYSTEM)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ENGINE, EXAMPLES));
  }

  /** Of the engine, what decides; and not its setup, which is about directories and locks. */
  @Test
  void theTestKitSeesThePlainEngineAlone() {
    check(
        noClasses()
            .that()
            .resideInAPackage(TESTKIT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(engine("flink"), engine("cli"), engine("setup"), EXAMPLES, FLINK));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(TESTKIT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(TESTKIT));
  }

  @Test
  void connectorsDoNotSeeEachOther() {
    check(
        slices()
            .matching("dev.freshet.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAPackage(EXAMPLES), resideInAPackage("dev.freshet.."))
            .ignoreDependency(resideInAPackage(TESTKIT), resideInAPackage(ENGINE))
            .ignoreDependency(resideInAPackage("dev.freshet.."), resideInAPackage(API)));
  }

  @Test
  void theEngineSeesNoConnector() {
    check(
        noClasses()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .dependOnClassesThat(
                resideInAPackage("dev.freshet..").and(not(resideInAnyPackage(ENGINE, API)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"encoding", "row", "item", "flow", "setup", "cli"})
  void onlyThePackageFlinkImportsFlink(String part) {
    check(
        noClasses()
            .that()
            .resideInAPackage(engine(part))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(FLINK)
            .allowEmptyShould(true));
  }

  @Test
  void partsOfTheEngineSeeOnlyWhatStandsBelowThem() {
    checkUnseen("encoding", "row", "item", "flow", "setup", "flink", "cli");
    checkUnseen("row", "item", "flow", "setup", "flink", "cli");
    checkUnseen("item", "flink", "cli");
    checkUnseen("flow", "row", "item", "setup", "flink", "cli");
    checkUnseen("setup", "row", "item", "flow", "flink", "cli");
    checkUnseen("flink", "cli");
  }

  @Test
  void namesSayWhatAThingIs() {
    check(
        noClasses()
            .should()
            .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Data|Info)")
            .orShould()
            .haveNameMatching(".*[.$]Abstract[^.$]*"));
  }

  private static void checkUnseen(String part, String... unseen) {
    check(
        noClasses()
            .that()
            .resideInAPackage(engine(part))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(Stream.of(unseen).map(WallsTest::engine).toArray(String[]::new))
            .allowEmptyShould(true));
  }

  private static String engine(String part) {
    return "dev.freshet.engine." + part + "..";
  }

  private static void check(ArchRule rule) {
    rule.check(FRESHET);
  }
}
