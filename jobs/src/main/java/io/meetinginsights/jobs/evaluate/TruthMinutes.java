package io.meetinginsights.jobs.evaluate;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.simulate.Fault;
import io.meetinginsights.jobs.simulate.SimulateConfig.World;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The truth of each minute as verdicts are judged by it.
 *
 * <p>A bad minute counts for the fault whose removal alone gains most, if the score without that
 * fault is {@value #BAD} or more and higher by {@value #LEAST_GAIN} or more, and the gains tell it
 * from the next best. A bad minute that would be bad without any fault, or that only a negative
 * control made bad, has no cause. The rest, ties and minutes that several faults make bad together
 * among them, is left out and counted.
 */
final class TruthMinutes {

  static final double BAD = 3.0;
  static final double LEAST_GAIN = 0.5;

  /** What tells a participant minute. */
  static final List<String> KEY =
      List.of("account_id", "meeting_uuid", "participant_id", "joined_at", "minute_at");

  private static final String NONE = Fault.Category.NONE.id();

  /** What the truth says of a minute. */
  enum Kind {
    /** Not bad. */
    FINE,
    /** Made bad by one fault. */
    FAULT,
    /** Bad, and no fault to blame. */
    NO_CAUSE,
    /** Bad, and the gains do not tell which of several faults did it. */
    TIE,
    /** Bad, and the fault with the largest gain did not do it alone, or by little. */
    SHARED;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  private TruthMinutes() {}

  /**
   * A row a minute: the key, {@code network}, {@code kind}, {@code fault}, {@code category}, {@code
   * fault_features}, {@code episode_id}, {@code controls}, {@code is_clear} (no fault reaches it,
   * nor its sender), and {@code weight}, which brings faults that occur more often than they
   * naturally do back to their share.
   */
  static Dataset<Row> of(Dataset<Row> truth, World world) {
    Column isBad = col("score_latent").lt(BAD);
    Column isDoneByOne =
        col("score_without_cause")
            .geq(BAD)
            .and(col("score_without_cause").minus(col("score_latent")).geq(LEAST_GAIN));
    Column hasNoCause =
        coalesce(col("cause_category"), lit(NONE))
            .equalTo(NONE)
            .or(coalesce(col("score_without"), col("score_latent")).lt(BAD));
    Column kind =
        when(isBad.and(col("is_tie")), Kind.TIE.word())
            .when(isBad.and(hasNoCause), Kind.NO_CAUSE.word())
            .when(isBad.and(isDoneByOne), Kind.FAULT.word())
            .when(isBad, Kind.SHARED.word())
            .otherwise(Kind.FINE.word());
    return truth.select(
        col("account_id"),
        col("meeting_uuid"),
        col("participant_id"),
        col("join_time").as("joined_at"),
        col("minute_at"),
        col("network"),
        kind.as("kind"),
        col("cause_id").as("fault"),
        col("cause_category").as("category"),
        col("fault_features"),
        col("episode_id"),
        array_sort(col("active_controls")).as("controls"),
        size(col("active_faults")).plus(size(col("far_faults"))).equalTo(0).as("is_clear"),
        weight(world).as("weight"));
  }

  /** How often the fault occurs naturally, against how often it does in this world. */
  private static Column weight(World world) {
    Column weight = lit(1.0);
    for (Fault fault : Fault.values()) {
      double rate = world.rate(fault);
      if (rate > 0) {
        weight = when(col("cause_id").equalTo(fault.id()), fault.rate() / rate).otherwise(weight);
      }
    }
    return weight;
  }

  static Seq<String> key() {
    return CollectionConverters.asScala(KEY).toSeq();
  }
}
