package io.meetinginsights.warehouse;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.types.StructType;

/**
 * Rows as Spark keeps them. As {@link Row} each of a minute's sixty columns would become an object,
 * and each of a contribution's twenty would be made from one; and each plan over sixty columns is
 * code that is generated and compiled for seconds (figures: docs/decisions/0021-explain-time.md).
 * Spark's interface for this is not public: how a dataset becomes such rows and such rows a dataset
 * is here; rows are filled by {@link RowBuilder}.
 *
 * @param rows which may be one object filled again for each: who keeps a row copies it
 */
public record SparkRows(SparkSession spark, JavaRDD<InternalRow> rows, StructType schema) {

  /**
   * A dataset's rows. The output of its last shuffle, if there is one, is made at once (by adaptive
   * execution) and stays while somebody refers to these rows; if an executor is lost, Spark makes
   * its part again.
   */
  public static SparkRows of(Dataset<Row> rows) {
    if (rows.queryExecution().analyzed() instanceof LogicalRDD kept) {
      // Computed once already: no plan, and no copy of each row, stands before them.
      return new SparkRows(rows.sparkSession(), kept.rdd().toJavaRDD(), rows.schema());
    }
    return new SparkRows(
        rows.sparkSession(), rows.queryExecution().toRdd().toJavaRDD(), rows.schema());
  }

  /** Those whose flag is set, a column that is never null. */
  public SparkRows where(String flag) {
    int position = schema.fieldIndex(flag);
    return new SparkRows(spark, rows.filter(row -> row.getBoolean(position)), schema);
  }

  /** The rows in a column of structs that is never null. */
  public SparkRows inside(String column) {
    int position = schema.fieldIndex(column);
    StructType inner = (StructType) schema.apply(position).dataType();
    int fields = inner.size();
    return new SparkRows(spark, rows.map(row -> row.getStruct(position, fields)), inner);
  }

  /** The text in a row's column; null if there is none. */
  public static String text(InternalRow row, int position) {
    return row.isNullAt(position) ? null : row.getUTF8String(position).toString();
  }

  /** To go on by Spark's plans. */
  public Dataset<Row> dataset() {
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(rows.rdd(), schema, false);
  }
}
