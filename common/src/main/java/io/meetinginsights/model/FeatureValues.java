package io.meetinginsights.model;

import io.meetinginsights.errors.InputLimitError;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Reads the features of a model from rows of a dataset, NaN for missing. */
public final class FeatureValues implements Serializable {

  private final int[] positions;

  /**
   * Finds the features' columns.
   *
   * @throws InputLimitError if a feature is no column
   */
  public FeatureValues(StructType schema, List<String> features) {
    List<String> columns = Arrays.asList(schema.fieldNames());
    List<String> missing = features.stream().filter(name -> !columns.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw new InputLimitError(
          "The model cannot be applied to these minutes",
          "it needs " + missing + ", which are no columns of gold.experience_minutes",
          "train a model with this program, or run the version of the program that trained it");
    }
    this.positions = features.stream().mapToInt(schema::fieldIndex).toArray();
  }

  /** Fills {@code values}, one a feature. */
  public void read(Row row, double[] values) {
    for (int i = 0; i < positions.length; i++) {
      values[i] = row.isNullAt(positions[i]) ? Double.NaN : row.getDouble(positions[i]);
    }
  }

  /** The same from a row as Spark keeps it. */
  public void read(InternalRow row, double[] values) {
    for (int i = 0; i < positions.length; i++) {
      values[i] = value(row, positions[i]);
    }
  }

  /**
   * Reads a block of rows.
   *
   * @return {@code [feature][row]}
   */
  public double[][] read(List<InternalRow> rows) {
    double[][] values = new double[positions.length][rows.size()];
    for (int r = 0; r < rows.size(); r++) {
      InternalRow row = rows.get(r);
      for (int i = 0; i < positions.length; i++) {
        values[i][r] = value(row, positions[i]);
      }
    }
    return values;
  }

  private static double value(InternalRow row, int position) {
    return row.isNullAt(position) ? Double.NaN : row.getDouble(position);
  }
}
