package io.meetinginsights.jobs.evaluate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;

import io.meetinginsights.tables.Types;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a method says of minutes, all that it is judged by: the minute's key, {@code cause} (a
 * category or unexplained), {@code features} (names, the most to blame first) and {@code strength}
 * (the probability that the category is right; null where the method has none).
 */
final class Verdicts {

  static final String UNEXPLAINED = "unexplained";

  /** A file of verdicts: JSON, one minute a line. */
  static final StructType SCHEMA =
      new StructType()
          .add("account_id", Types.STRING)
          .add("meeting_uuid", Types.STRING)
          .add("participant_id", Types.STRING)
          .add("joined_at", Types.TIMESTAMP)
          .add("minute_at", Types.TIMESTAMP)
          .add("cause", Types.STRING)
          .add("features", DataTypes.createArrayType(DataTypes.StringType))
          .add("strength", Types.DOUBLE);

  private Verdicts() {}

  /** Those of {@code gold.minute_causes}, but for clients that were not found. */
  static Dataset<Row> ofModel(Dataset<Row> minuteCauses) {
    return minuteCauses
        .where(coalesce(col("unexplained_reason"), lit("")).notEqual("not-on-network"))
        .select(
            columns(
                col("cause"), expr("transform(top_features, f -> f.feature)"), col("strength")));
  }

  /** Those of a file, whoever made it. */
  static Dataset<Row> ofFile(SparkSession spark, String path) {
    return spark.read().schema(SCHEMA).option("mode", "FAILFAST").json(path);
  }

  /**
   * One accusation: how strongly a feature speaks against its category.
   *
   * @param weight null where the feature says nothing
   */
  record Accusation(String feature, String category, Column weight) {}

  /**
   * Verdicts of a method that accuses features: the category of the strongest accusation above a
   * limit is the cause, nothing above it is unexplained.
   */
  static Dataset<Row> strongest(Dataset<Row> minutes, List<Accusation> accusations, double limit) {
    List<Column> all = new ArrayList<>();
    for (Accusation accusation : accusations) {
      all.add(
          struct(
              negate(accusation.weight()).as("order"),
              lit(accusation.feature()).as("feature"),
              lit(accusation.category()).as("category")));
    }
    Column ranked =
        array_sort(
            filter(
                array(all.toArray(Column[]::new)),
                accusation -> accusation.getField("order").lt(-limit)));
    return minutes
        .withColumn("ranked", ranked)
        .select(
            columns(
                coalesce(get(col("ranked"), lit(0)).getField("category"), lit(UNEXPLAINED)),
                transform(col("ranked"), accusation -> accusation.getField("feature")),
                lit(null).cast("double")));
  }

  private static Column[] columns(Column cause, Column features, Column strength) {
    List<Column> columns = new ArrayList<>();
    TruthMinutes.KEY.forEach(name -> columns.add(col(name)));
    columns.add(cause.as("cause"));
    columns.add(features.as("features"));
    columns.add(strength.as("strength"));
    return columns.toArray(Column[]::new);
  }
}
