package io.meetinginsights.jobs.explain;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Rows as Spark keeps them. As {@link Row} each of a minute's sixty columns would become an object,
 * and each of a contribution's twenty out of one; and each plan over sixty columns is code that is
 * made and compiled for seconds (figures: docs/decisions/0021-explain-time.md). Spark's own
 * interface for that is not a public one: how a dataset becomes such rows and such rows a dataset
 * is here, what is done with {@link InternalRow} is in this package and in {@code FeatureValues}.
 *
 * @param rows which may be one object filled again for each: who keeps a row copies it
 */
record SparkRows(SparkSession spark, JavaRDD<InternalRow> rows, StructType schema) {

  /**
   * A dataset's rows. The output of its last shuffle, if there is one, is made at once (by adaptive
   * execution) and stays while somebody refers to these rows; if an executor is lost, Spark makes
   * its part again.
   */
  static SparkRows of(Dataset<Row> rows) {
    return new SparkRows(
        rows.sparkSession(), rows.queryExecution().toRdd().toJavaRDD(), rows.schema());
  }

  /** Those whose flag is set, a column that is never null. */
  SparkRows where(String flag) {
    int position = schema.fieldIndex(flag);
    return new SparkRows(spark, rows.filter(row -> row.getBoolean(position)), schema);
  }

  /** The rows in a column of structs that is never null. */
  SparkRows inside(String column) {
    int position = schema.fieldIndex(column);
    StructType inner = (StructType) schema.apply(position).dataType();
    int fields = inner.size();
    return new SparkRows(spark, rows.map(row -> row.getStruct(position, fields)), inner);
  }

  /** To go on by Spark's plans. */
  Dataset<Row> dataset() {
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(rows.rdd(), schema, false);
  }
}
