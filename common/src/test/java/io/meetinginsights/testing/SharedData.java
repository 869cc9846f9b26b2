package io.meetinginsights.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Reference data that stands beside the repository, not in it: tests skip without it, but fail
 * where CI is set.
 */
public final class SharedData {

  private SharedData() {}

  /** A file or folder below the shared folder. */
  public static Path at(String relative) {
    Path root = Path.of(System.getProperty("project.root", "."), "..", "shared").normalize();
    Path path = root.resolve(relative);
    if (!Files.exists(path)) {
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError("CI needs the reference data at shared/" + relative);
      }
      Assumptions.abort(
          "skipped: the reference data shared/" + relative + " is not beside this clone");
    }
    return path;
  }
}
