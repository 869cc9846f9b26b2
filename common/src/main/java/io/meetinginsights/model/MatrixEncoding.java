package io.meetinginsights.model;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.features.Feature;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;

/**
 * How features become the columns of the matrix a model is trained on and predicts from. It is
 * stored with the model: the columns a prediction sees are those the training saw.
 *
 * <ul>
 *   <li>A quantity is one column. Where it is missing or not finite it is NaN, or the sentinel for
 *       an engine that cannot take NaN; the sentinel stands in the matrix only, never in a table.
 *   <li>A code is one indicator column for each code seen in training, {@code radio_bandwidth=80},
 *       and one for missing, {@code radio_bandwidth=missing}. A code that training did not see is 0
 *       in all of them.
 * </ul>
 *
 * @param features the features, in the order of {@code contributions.by_feature}
 * @param columns the matrix's columns, in order
 * @param sentinel what stands for a missing quantity; null for NaN
 */
public record MatrixEncoding(
    List<FeatureEntry> features, List<MatrixColumn> columns, Double sentinel)
    implements Serializable {

  /** Below any value a feature can take: the strongest unit is bytes a minute, which is above 0. */
  public static final double SENTINEL = -1e6;

  /** More codes than this are no code any more. */
  public static final int MAX_CODES = 64;

  /**
   * A feature as the model knows it.
   *
   * @param name its name, a column of {@code experience_minutes}
   * @param category the segment it speaks for
   * @param unit unit of its values
   */
  public record FeatureEntry(String name, String category, String unit) implements Serializable {}

  /**
   * A column of the matrix.
   *
   * @param name for people
   * @param feature position of its feature
   * @param kind what it holds
   * @param code the code it indicates; null for other kinds
   */
  public record MatrixColumn(String name, int feature, ColumnKind kind, Double code)
      implements Serializable {}

  /** What a column of the matrix holds. */
  public enum ColumnKind {
    QUANTITY,
    IS_CODE,
    IS_MISSING
  }

  public MatrixEncoding {
    features = List.copyOf(features);
    columns = List.copyOf(columns);
  }

  /**
   * The encoding of features.
   *
   * @param codes for each categorical feature the codes that training saw
   * @param sentinel what stands for a missing quantity; null for NaN
   */
  public static MatrixEncoding of(
      List<Feature> features, Map<String, List<Double>> codes, Double sentinel) {
    List<FeatureEntry> entries = new ArrayList<>();
    List<MatrixColumn> columns = new ArrayList<>();
    for (Feature feature : features) {
      int position = entries.size();
      entries.add(new FeatureEntry(feature.name(), feature.category().key(), feature.unit()));
      if (feature.encoding() == Feature.Encoding.NUMERIC) {
        columns.add(new MatrixColumn(feature.name(), position, ColumnKind.QUANTITY, null));
        continue;
      }
      codes.getOrDefault(feature.name(), List.of()).stream()
          .sorted()
          .forEach(
              code ->
                  columns.add(
                      new MatrixColumn(
                          feature.name() + "=" + text(code), position, ColumnKind.IS_CODE, code)));
      columns.add(
          new MatrixColumn(feature.name() + "=missing", position, ColumnKind.IS_MISSING, null));
    }
    return new MatrixEncoding(entries, columns, sentinel);
  }

  private static String text(double code) {
    return new BigDecimal(Double.toString(code)).stripTrailingZeros().toPlainString();
  }

  /** Names of the matrix's columns. */
  public List<String> columnNames() {
    return columns.stream().map(MatrixColumn::name).toList();
  }

  /** Names of the features. */
  public List<String> featureNames() {
    return features.stream().map(FeatureEntry::name).toList();
  }

  /** For each column the position of its feature. */
  public int[] columnToFeature() {
    return columns.stream().mapToInt(MatrixColumn::feature).toArray();
  }

  /**
   * Writes one row of the matrix.
   *
   * @param values the features' values, NaN for missing
   * @param matrix out: {@code [column][row]}
   * @param row the row to write
   */
  public void encode(double[] values, double[][] matrix, int row) {
    for (int i = 0; i < matrix.length; i++) {
      MatrixColumn column = columns.get(i);
      matrix[i][row] = encoded(column, values[column.feature()]);
    }
  }

  /**
   * The matrix of a block of rows.
   *
   * @param values the features' values, {@code [feature][row]}, NaN for missing
   * @return {@code [column][row]}
   */
  public double[][] encode(double[][] values) {
    double[][] matrix = new double[columns.size()][];
    for (int i = 0; i < matrix.length; i++) {
      MatrixColumn column = columns.get(i);
      double[] ofFeature = values[column.feature()];
      matrix[i] = new double[ofFeature.length];
      for (int row = 0; row < ofFeature.length; row++) {
        matrix[i][row] = encoded(column, ofFeature[row]);
      }
    }
    return matrix;
  }

  private double encoded(MatrixColumn column, double value) {
    boolean present = Double.isFinite(value);
    return switch (column.kind()) {
      case QUANTITY -> present ? value : missing();
      case IS_CODE -> present && value == column.code() ? 1 : 0;
      case IS_MISSING -> present ? 0 : 1;
    };
  }

  /** The same as expressions over the features' columns, for training. */
  public Column[] expressions() {
    return columns.stream().map(this::expression).toArray(Column[]::new);
  }

  private Column expression(MatrixColumn column) {
    Column value = col(features.get(column.feature()).name()).cast("double");
    Column finite =
        when(
                isnan(value).or(abs(value).equalTo(Double.POSITIVE_INFINITY)),
                lit(null).cast("double"))
            .otherwise(value);
    return switch (column.kind()) {
      case QUANTITY -> coalesce(finite, lit(missing()));
      case IS_CODE ->
          when(coalesce(finite.equalTo(column.code()), lit(false)), lit(1.0)).otherwise(lit(0.0));
      case IS_MISSING -> when(finite.isNull(), lit(1.0)).otherwise(lit(0.0));
    };
  }

  private double missing() {
    return sentinel == null ? Double.NaN : sentinel;
  }
}
