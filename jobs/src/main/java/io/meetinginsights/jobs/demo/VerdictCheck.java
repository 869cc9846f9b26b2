package io.meetinginsights.jobs.demo;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How often verdicts meet the simulator's truth. A minute counts for a fault when the fault made it
 * bad: its score is below 3, would have been 3 or more without the fault, and differs by at least
 * 0.5. Only minutes that have a verdict count; misses of the bad-minute score and of the match show
 * in coverage.
 */
public final class VerdictCheck {

  private static final double BAD = 3.0;
  private static final double LEAST_HARM = 0.5;

  private VerdictCheck() {}

  /**
   * One row a true category: minutes, right, unexplained, wrong, and how often it was right among
   * those explained.
   */
  public static Dataset<Row> byCategory(Dataset<Row> minuteCauses, Dataset<Row> truth) {
    Dataset<Row> judged = judged(minuteCauses, truth);
    return judged
        .groupBy(col("cause_category").as("true_category"))
        .agg(
            count(lit(1)).as("minutes"),
            sum(when(col("cause").equalTo(col("cause_category")), 1L).otherwise(0L)).as("right"),
            sum(when(col("cause").equalTo("unexplained"), 1L).otherwise(0L)).as("unexplained"),
            sum(when(
                        col("cause")
                            .notEqual("unexplained")
                            .and(col("cause").notEqual(col("cause_category"))),
                        1L)
                    .otherwise(0L))
                .as("wrong"))
        .orderBy("true_category");
  }

  /** One row a fault. */
  public static Dataset<Row> byFault(Dataset<Row> minuteCauses, Dataset<Row> truth) {
    return judged(minuteCauses, truth)
        .groupBy(col("cause_category").as("true_category"), col("cause_id").as("fault"))
        .agg(
            count(lit(1)).as("minutes"),
            sum(when(col("cause").equalTo(col("cause_category")), 1L).otherwise(0L)).as("right"),
            sum(when(col("cause").equalTo("unexplained"), 1L).otherwise(0L)).as("unexplained"))
        .orderBy("true_category", "fault");
  }

  private static Dataset<Row> judged(Dataset<Row> minuteCauses, Dataset<Row> truth) {
    Column counts =
        col("score_latent")
            .lt(BAD)
            .and(col("score_without").geq(BAD))
            .and(col("score_without").minus(col("score_latent")).geq(LEAST_HARM))
            .and(coalesce(col("cause_category"), lit("none")).notEqual("none"));
    // The truth's key is unique by construction: one row a participant minute.
    return minuteCauses
        .select("account_id", "meeting_uuid", "participant_id", "joined_at", "minute_at", "cause")
        .join(
            broadcast(
                truth
                    .where(counts)
                    .select(
                        col("account_id"),
                        col("meeting_uuid"),
                        col("participant_id"),
                        col("join_time").as("joined_at"),
                        col("minute_at"),
                        col("cause_category"),
                        col("cause_id"))),
            scala.jdk.javaapi.CollectionConverters.asScala(
                    java.util.List.of(
                        "account_id", "meeting_uuid", "participant_id", "joined_at", "minute_at"))
                .toSeq(),
            "inner");
  }
}
