package io.meetinginsights;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

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
        .resideInAnyPackage("java..", "io.meetinginsights.shapley..")
        .because("it is shipped as a jar of its own")
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
}
