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
   * A file or directory below {@code shared/data}. Without it the test is skipped with a message,
   * and fails where CI=true, so that nobody takes the silence for success.
   */
  public static Path find(String name) {
    Path root = Path.of(System.getProperty("project.root", "..")).toAbsolutePath().normalize();
    for (Path above = root.getParent(); above != null; above = above.getParent()) {
      Path place = above.resolve("shared/data").resolve(name);
      if (Files.exists(place)) {
        return place;
      }
    }
    String message = "No shared/data/" + name + " beside or above " + root + ": not checked";
    if ("true".equals(System.getenv("CI"))) {
      fail(message);
    }
    abort(message);
    throw new AssertionError("not reached");
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
