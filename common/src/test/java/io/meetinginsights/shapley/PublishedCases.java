package io.meetinginsights.shapley;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Published models with published Shapley values. They are not part of the repository: they stand
 * in {@code shared/data} beside the checkout, or beside one of the directories above it.
 */
public final class PublishedCases {

  private PublishedCases() {}

  /**
   * A file or directory below {@code shared/data}. Without it the test is skipped with a message.
   * Where CI=true a whole missing data set fails, so that nobody takes silence for success; a
   * single case that this copy of the data set does not hold is skipped there too.
   *
   * @param name data set and case, such as {@code shap-golden/dart}
   */
  public static Path find(String name) {
    Path root = Path.of(System.getProperty("project.root", "..")).toAbsolutePath().normalize();
    String dataSet = name.substring(0, name.indexOf('/'));
    for (Path above = root.getParent(); above != null; above = above.getParent()) {
      Path data = above.resolve("shared/data");
      if (Files.exists(data.resolve(dataSet))) {
        return Files.exists(data.resolve(name))
            ? data.resolve(name)
            : abort("shared/data/" + dataSet + " does not hold " + name + ": not checked");
      }
    }
    String message = "No shared/data/" + dataSet + " beside or above the checkout: not checked";
    return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
  }

  /** A table of numbers without header, by row; "nan" is missing. */
  public static double[][] table(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> !line.isBlank())
          .map(PublishedCases::numbers)
          .toArray(double[][]::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(","))
        .mapToDouble(text -> text.strip().equals("nan") ? Double.NaN : Double.parseDouble(text))
        .toArray();
  }

  /** The same numbers by column. */
  public static double[][] columns(double[][] rows) {
    double[][] columns = new double[rows[0].length][rows.length];
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < columns.length; column++) {
        columns[column][row] = rows[row][column];
      }
    }
    return columns;
  }
}
