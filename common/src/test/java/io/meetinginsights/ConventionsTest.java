package io.meetinginsights;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConventionsTest {

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.meetinginsights");

  private static final Set<Class<?>> COLLECTIONS = Set.of(List.class, Map.class, Set.class);

  /** What cannot change once it is there. */
  private static final Set<Class<?>> VALUES =
      Set.of(
          String.class,
          Double.class,
          Integer.class,
          Long.class,
          Boolean.class,
          Duration.class,
          LocalDate.class);

  @Test
  void aClassIsNamedForWhatItHoldsOrDoes() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Manager|Processor|Helper)")
        .because("such a name says nothing")
        .check(OURS);
  }

  @Test
  void featuresErrorsAndScoresDoNotKnowTheRunner() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.meetinginsights.features..",
            "io.meetinginsights.errors..",
            "io.meetinginsights.score..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.meetinginsights.runner..")
        .because("definitions and formulas are used without a job")
        .check(OURS);
  }

  @Test
  void whatJobsShareDoesNotKnowAnyJob() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.meetinginsights.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.meetinginsights.jobs..")
        .check(OURS);
  }

  @Test
  void configurationIsImmutableRecords() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Config")
        .or(
            DescribedPredicate.describe(
                "are nested in such a class", ConventionsTest::isNestedInConfig))
        .should(beImmutableRecords())
        .because("a job's configuration is settled before it starts")
        .check(OURS);
  }

  private static boolean isNestedInConfig(JavaClass type) {
    return type.getEnclosingClass()
        .filter(outer -> outer.getSimpleName().endsWith("Config") || isNestedInConfig(outer))
        .isPresent();
  }

  private static ArchCondition<JavaClass> beImmutableRecords() {
    return new ArchCondition<>("be records, or enums, of values, with copies of collections") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean isRecord = type.isRecord();
        events.add(
            new SimpleConditionEvent(
                type, isRecord || type.isEnum(), type.getName() + " is neither record nor enum"));
        if (!isRecord) {
          return;
        }
        for (JavaField field : type.getFields()) {
          JavaClass held = field.getRawType();
          boolean isCollection = COLLECTIONS.stream().anyMatch(held::isEquivalentTo);
          boolean isValue =
              held.isPrimitive()
                  || held.isEnum()
                  || held.isRecord()
                  || VALUES.stream().anyMatch(held::isEquivalentTo);
          events.add(
              new SimpleConditionEvent(
                  field, isCollection || isValue, field.getFullName() + " may change"));
          if (isCollection) {
            events.add(
                new SimpleConditionEvent(
                    field,
                    copies(type),
                    field.getFullName() + " is kept as it was handed in, not as a copy"));
          }
        }
      }
    };
  }

  /**
   * Whether the record, or the class around it, makes copies; which one of several it cannot say.
   */
  private static boolean copies(JavaClass type) {
    boolean here =
        type.getMethodCallsFromSelf().stream()
            .anyMatch(
                call ->
                    call.getTarget().getName().equals("copyOf")
                        && COLLECTIONS.stream().anyMatch(call.getTargetOwner()::isEquivalentTo));
    return here || type.getEnclosingClass().filter(ConventionsTest::copies).isPresent();
  }
}
