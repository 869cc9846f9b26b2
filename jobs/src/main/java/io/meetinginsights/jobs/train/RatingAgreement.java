package io.meetinginsights.jobs.train;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What people said of their calls, beside the scores the model learns from. Labels come from the
 * scores alone: few calls are rated, and bad ones are rated several times as often as good ones.
 *
 * <p>That bias is treated by post-stratification: calls are put into bands of their mean score, and
 * an answer stands for as many calls of its band as there are for each answer in it (Little 1993).
 * Bands that nobody answered in stand for nothing. What people rate for other reasons than how the
 * call was stays in.
 *
 * <p>Reads: gold.experience_minutes and silver.feedback. A call is a person's part in a meeting; of
 * several ratings the worst counts.
 */
final class RatingAgreement {

  /** The slice of gold.model_metrics that figures are filed under. */
  static final String SLICE = "ratings";

  /**
   * Weighted: how often a call rated poor had the larger share of bad minutes than one rated good.
   */
  static final String AUC = "rating_auc";

  /** With fewer answers of either kind the figure would be chance. */
  private static final int ENOUGH_OF_EACH = 10;

  private static final List<String> CALL = List.of("account_id", "meeting_uuid", "person_key");

  private RatingAgreement() {}

  /**
   * The figures: {@code rating_poor_share} of answers, {@code rating_poor_share_weighted} of all
   * calls, and {@link #AUC}. None without answers, the last only with {@value #ENOUGH_OF_EACH} of
   * each kind. Rows are answers.
   */
  static List<Figure> of(Dataset<Row> minutes, Dataset<Row> feedback) {
    Dataset<Row> calls =
        minutes
            .where(col("person_key").isNotNull().and(col("minute_score").isNotNull()))
            .groupBy("account_id", "meeting_uuid", "person_key")
            .agg(
                avg(col("is_bad").cast("double")).as("bad_share"),
                avg("minute_score").as("mean_score"))
            .withColumn(
                "band",
                when(col("mean_score").lt(3), 0).when(col("mean_score").lt(4), 1).otherwise(2));
    Dataset<Row> ratings =
        feedback
            .where(col("rating").isin("poor", "good"))
            .groupBy(col("account_id"), col("meeting_uuid"), col("rater").as("person_key"))
            .agg(bool_or(col("rating").equalTo("poor")).as("is_poor"));
    Dataset<Row> joined =
        calls.join(broadcast(ratings), CollectionConverters.asScala(CALL).toSeq(), "left");
    WindowSpec band = Window.partitionBy("band");
    Dataset<Row> answers =
        joined
            .withColumn(
                "weight",
                count(lit(1)).over(band).cast("double").divide(count(col("is_poor")).over(band)))
            .where(col("is_poor").isNotNull())
            .select("bad_share", "is_poor", "weight");
    Column good = when(col("is_poor"), 0).otherwise(col("weight"));
    Column poor = when(col("is_poor"), col("weight")).otherwise(0);
    // One partition: a row for each share there is.
    WindowSpec below =
        Window.partitionBy(lit(0))
            .orderBy("bad_share")
            .rowsBetween(Window.unboundedPreceding(), -1);
    // Weighted Mann-Whitney: equal shares count half.
    Column poorAboveGood = sum(col("poor").multiply(col("good_below").plus(col("good").divide(2))));
    Row found =
        answers
            .groupBy("bad_share")
            .agg(
                count(lit(1)).as("answers"),
                count_if(col("is_poor")).as("poor_answers"),
                sum(good).as("good"),
                sum(poor).as("poor"))
            .withColumn("good_below", coalesce(sum("good").over(below), lit(0.0)))
            .agg(
                coalesce(sum("answers"), lit(0L)),
                coalesce(sum("poor_answers"), lit(0L)),
                sum("poor").divide(sum("poor").plus(sum("good"))),
                try_divide(poorAboveGood, sum("poor").multiply(sum("good"))))
            .head();
    List<Figure> figures = new ArrayList<>();
    long all = found.getLong(0);
    long poorOnes = found.getLong(1);
    if (all == 0) {
      return figures;
    }
    figures.add(new Figure(SLICE, "rating_poor_share", (double) poorOnes / all, all));
    figures.add(new Figure(SLICE, "rating_poor_share_weighted", found.getDouble(2), all));
    if (Math.min(poorOnes, all - poorOnes) >= ENOUGH_OF_EACH) {
      figures.add(new Figure(SLICE, AUC, found.getDouble(3), all));
    }
    return figures;
  }
}
