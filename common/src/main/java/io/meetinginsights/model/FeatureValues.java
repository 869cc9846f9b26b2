package io.meetinginsights.model;

import io.meetinginsights.errors.InputLimitError;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Reads the features of a model from rows of a dataset, NaN for missing. */
public final class FeatureValues {

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
}
