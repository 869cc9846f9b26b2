package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.runner.DayRange;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * One row a join of a participant: who, from which addresses, how he left. {@code join_id}, the
 * join's sender_key, is the short key everything minute by minute is joined on.
 */
final class Participations {

  static final List<String> KEY =
      List.of("account_id", "meeting_uuid", "participant_id", "joined_at");

  /** Room for clocks that differ, and for who is back just after midnight. */
  private static final String SLACK = "INTERVAL 1 HOUR";

  private Participations() {}

  /** Joins that touch the days. */
  static Dataset<Row> onlyDuring(Dataset<Row> participants, DayRange days) {
    return participants.where(
        col("joined_at")
            .lt(startOf(days.to().plusDays(1)).plus(expr(SLACK)))
            .and(
                col("left_at")
                    .isNull()
                    .or(col("left_at").geq(startOf(days.from()).minus(expr(SLACK))))));
  }

  /** Adds the addresses and names by which the endpoint and the person can be found. */
  static Dataset<Row> joinAddresses(
      Dataset<Row> participants, Dataset<Row> clientIdentities, Dataset<Row> people) {
    Dataset<Row> shown =
        clientIdentities
            .where(col("source").equalTo("zoom"))
            .select(
                col("identity_key"),
                col("mac"),
                trim(col("public_ip")).as("public_ip"),
                array_distinct(
                        array_compact(
                            concat(
                                coalesce(col("internal_ips"), expr("array()")), array(col("ip")))))
                    .as("internal_ips"),
                col("host_name"));
    Dataset<Row> named = userNames(people);
    return participants
        .join(shown, "identity_key", "left")
        .join(named, "person_key", "left")
        .drop("identity_key");
  }

  /**
   * The names a person may sign in with: the e-mail address, and what stands before its @ if only
   * one user of the account is called so. A guest has no account in our directory: who is called
   * like him is somebody else.
   */
  private static Dataset<Row> userNames(Dataset<Row> people) {
    Column called = split(col("user_email"), "@").getItem(0);
    return people
        .withColumn("user_email", lower(trim(col("email"))))
        .where(col("user_email").isNotNull().and(coalesce(col("is_account_user"), lit(false))))
        .withColumn(
            "emails_called_so",
            size(
                collect_set(col("user_email")).over(Window.partitionBy(col("account_id"), called))))
        .select(
            col("person_key"),
            when(
                    col("emails_called_so").equalTo(1),
                    array_distinct(array(col("user_email"), called)))
                .otherwise(array(col("user_email")))
                .as("user_names"));
  }

  /**
   * Adds {@code is_lost}: left by a network error, or the same person is back in the same meeting
   * within {@code rejoinWithinS}. Moving to a breakout room ends a join too, but loses nothing.
   */
  static Dataset<Row> withLosses(Dataset<Row> participants, int rejoinWithinS) {
    WindowSpec joinsOfPerson =
        Window.partitionBy("account_id", "meeting_uuid", "person_key")
            .orderBy("joined_at", "participant_id");
    Column awayS =
        unix_micros(lead(col("joined_at"), 1).over(joinsOfPerson))
            .minus(unix_micros(col("left_at")))
            .divide(lit(1e6));
    Column isMoved =
        coalesce(lower(col("leave_reason")).rlike("breakout|waiting room"), lit(false));
    Column isBackSoon =
        coalesce(
            col("person_key").isNotNull().and(awayS.between(0, rejoinWithinS)).and(not(isMoved)),
            lit(false));
    return participants.withColumn(
        "is_lost", coalesce(col("is_network_leave"), lit(false)).or(isBackSoon));
  }

  /** Adds {@code my_egress_key} as the sender's minutes show it. */
  static Dataset<Row> joinEgressKey(Dataset<Row> participants, Dataset<Row> senderMinutes) {
    return participants.join(
        senderMinutes
            .where(col("egress_key").isNotNull())
            .groupBy("sender_key")
            .agg(min("egress_key").as("my_egress_key")),
        "sender_key",
        "left");
  }

  /** The short key of a join; a minute whose participant was never listed gets one of its own. */
  static Column joinId() {
    return coalesce(
        col("sender_key"),
        sha2(
            concat_ws(
                "\u0001",
                col("account_id"),
                col("meeting_uuid"),
                col("participant_id"),
                unix_micros(col("joined_at")).cast("string")),
            256));
  }

  /** Whether Zoom fell back from UDP; null where it says nothing. */
  static Column transportFallback() {
    Column transports =
        concat_ws(
            " ",
            col("connection_type"),
            col("video_connection_type"),
            col("share_connection_type"));
    return when(trim(transports).equalTo(""), lit(null).cast("double"))
        .when(lower(transports).rlike("tcp|ssl|tls|http|tunnel|proxy"), 1.0)
        .otherwise(0.0);
  }

  static Column startOf(LocalDate day) {
    return lit(Timestamp.from(day.atStartOfDay(ZoneOffset.UTC).toInstant()));
  }
}
