package io.meetinginsights.bench;

import io.meetinginsights.model.XgboostJson;
import io.meetinginsights.shapley.Ensemble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** What bench/shapley/peers.py has trained, in the directory named by the property bench.data. */
record ShapleyModel(Ensemble ensemble, float[][] rows, float[][] expected) {

  static ShapleyModel ofDepth(int depth) {
    Path dir = Path.of(System.getProperty("bench.data"));
    try {
      Ensemble e = XgboostJson.read(Files.readAllBytes(dir.resolve("depth" + depth + ".json")));
      return new ShapleyModel(
          e,
          matrix(dir.resolve("rows.f32"), e.columns()),
          matrix(dir.resolve("expected" + depth + ".f32"), e.columns() + 1));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static float[][] matrix(Path file, int columns) throws IOException {
    FloatBuffer cells =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[][] rows = new float[cells.remaining() / columns][columns];
    for (float[] row : rows) {
      cells.get(row);
    }
    return rows;
  }

  /** By column, in double, as the engine takes them. */
  double[][] columns() {
    double[][] columns = new double[ensemble.columns()][rows.length];
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < columns.length; column++) {
        columns[column][row] = rows[row][column];
      }
    }
    return columns;
  }

  /** Refuses to time what is not exact; XGBoost's values are good to seven digits. */
  void check(int row, int column, double value) {
    double allowed = 1e-6 * ensemble.range();
    if (!(Math.abs(value - expected[row][column]) <= allowed)) {
      throw new IllegalStateException(
          "Row %d, feature %d: %s where XGBoost says %s."
              .formatted(row, column, value, expected[row][column]));
    }
  }
}
