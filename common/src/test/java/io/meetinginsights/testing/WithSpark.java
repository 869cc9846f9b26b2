package io.meetinginsights.testing;

import io.meetinginsights.config.SparkConfig;
import io.meetinginsights.warehouse.Sessions;
import io.meetinginsights.warehouse.SmallData;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A test class that takes a {@link SparkSession} as a parameter: one session for all test classes
 * of a JVM, opened as the program opens its own. Stands in for spark-testing-base, which has no
 * release for this Spark yet. Tagged {@code spark}: make quick leaves it out.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("spark")
@ExtendWith(WithSpark.Session.class)
public @interface WithSpark {

  /** Holds the session; it ends with the JVM. */
  final class Session implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType().equals(SparkSession.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return open();
    }

    /** The session of this JVM. */
    public static SparkSession open() {
      SparkSession spark = Sessions.open("tests", new SparkConfig("local[2]", 2, 0, Map.of()));
      // The tests of whole processes run with plans for much data too.
      SmallData.SETTINGS.forEach((key, value) -> spark.conf().set(key, value));
      return spark;
    }
  }
}
