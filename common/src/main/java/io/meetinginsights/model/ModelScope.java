package io.meetinginsights.model;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Column;

/**
 * Which minutes models are about. They learn from and explain the same ones: the client was on our
 * network in that minute, and the minute has a score or was dropped.
 */
public final class ModelScope {

  private ModelScope() {}

  /** The participant's client was on the network in that minute. */
  public static Column isOnNetwork() {
    return col("presence").equalTo("on-network");
  }

  /** The participant came from behind our egress, but no client of the network was found. */
  public static Column isBehindEgress() {
    return col("presence").equalTo("behind-egress");
  }

  /** The minute was judged. */
  public static Column isScored() {
    return coalesce(col("minute_score").isNotNull(), lit(false)).or(col("is_dropped"));
  }
}
