package io.meetinginsights;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final String INCUBATOR = "jdk.incubator.vector..";
  private static final String VECTOR_KERNEL = "io.meetinginsights.shapley.VectorKernel";

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.meetinginsights");

  @Test
  void theShapleyEngineDependsOnNothingButJavaItself() {
    classes()
        .that()
        .resideInAPackage("io.meetinginsights.shapley..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "io.meetinginsights.shapley..", INCUBATOR)
        .because("it is shipped as a jar of its own")
        .check(OURS);
  }

  @Test
  void onlyTheVectorKernelNeedsTheIncubatingModuleAndOnlyItsNameIsKnown() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(VECTOR_KERNEL)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(INCUBATOR)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName(VECTOR_KERNEL)
        .because("a JVM without the module must be able to load everything else")
        .check(OURS);
  }

  @Test
  void theShapleyEngineKnowsNothingElseOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("io.meetinginsights.shapley..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.meetinginsights", "io.meetinginsights.model..", "org..", "com..")
        .because("it is shipped as a jar of its own")
        .check(OURS);
  }

  @Test
  void theReaderOfTablesKnowsNoSpark() {
    noClasses()
        .that()
        .resideInAPackage("io.meetinginsights.reader..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "io.delta.tables..", "scala..")
        .because("starting Spark takes longer than the answer may")
        .check(OURS);
  }
}
