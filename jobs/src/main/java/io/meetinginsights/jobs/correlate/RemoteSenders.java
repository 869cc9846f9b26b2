package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;

import io.meetinginsights.jobs.correlate.SentAndReceived.InputIs;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * The other side of what a participant receives: the dominant other sender of the meeting minute,
 * by sent video, else by audio. Never the same person, nor anybody at the same site or behind the
 * same public address, whose trouble would be the participant's own.
 */
final class RemoteSenders {

  /** Of one place the strongest two are enough: a third can only matter to both of them. */
  private static final int PER_PLACE = 2;

  /**
   * The own site, the own address if it is another place, and three more devices of the same person
   * can be left out before the right one would be cut off.
   */
  private static final int KEPT = 8;

  private RemoteSenders() {}

  /** Sender minutes in our words for the direction, with who and where the sender is, if ours. */
  static Dataset<Row> withPlace(
      Dataset<Row> senderMinutes, Dataset<Row> participations, InputIs inputIs) {
    String sent = inputIs.sentWord();
    return senderMinutes
        .select(
            col("day"),
            col("account_id"),
            col("meeting_uuid"),
            col("sender_key"),
            col("egress_key"),
            col("minute_at"),
            col("data_center"),
            col("video_" + sent + "_bitrate_kbps").as("video_kbps"),
            col("audio_" + sent + "_bitrate_kbps").as("audio_kbps"),
            col("video_" + sent + "_frame_rate_fps").as("frame_rate_fps"),
            col(sent + "_loss_pct").as("loss_pct"),
            col(sent + "_jitter_ms").as("jitter_ms"),
            col(sent + "_rtt_ms").as("rtt_ms"),
            roundTrip(inputIs),
            col("cpu_pct"))
        .join(
            participations
                .where(col("sender_key").isNotNull())
                .select("sender_key", "person_key", "egress_site_id"),
            "sender_key",
            "left")
        .withColumn("place", coalesce(col("egress_site_id"), col("egress_key"), col("sender_key")))
        .drop("egress_site_id");
  }

  /** Day, data centre and round trip of every sender minute. */
  static Dataset<Row> roundTrips(Dataset<Row> senderMinutes, InputIs inputIs) {
    return senderMinutes.select(col("day"), col("data_center"), roundTrip(inputIs));
  }

  private static Column roundTrip(InputIs inputIs) {
    return coalesce(col(inputIs.sentWord() + "_rtt_ms"), col(inputIs.receivedWord() + "_rtt_ms"))
        .as("service_rtt_ms");
  }

  /** A row a meeting minute with {@code senders}, strongest first. */
  static Dataset<Row> strongestPerMeetingMinute(Dataset<Row> sendersWithPlace) {
    Column video = coalesce(col("video_kbps"), lit(0.0));
    Column audio = coalesce(col("audio_kbps"), lit(0.0));
    Dataset<Row> ranked =
        sendersWithPlace
            .where(video.gt(0).or(audio.gt(0)))
            .repartition(col("meeting_uuid"), col("minute_at"), col("account_id"))
            .withColumn(
                "rank_at_place",
                row_number()
                    .over(
                        Window.partitionBy("meeting_uuid", "minute_at", "account_id", "place")
                            .orderBy(video.desc(), audio.desc(), col("sender_key").desc())))
            .where(col("rank_at_place").leq(PER_PLACE));
    return ranked
        .groupBy("meeting_uuid", "minute_at", "account_id")
        .agg(
            slice(
                    sort_array(
                        collect_list(
                            struct(
                                video.as("video_kbps"),
                                audio.as("audio_kbps"),
                                col("sender_key"),
                                col("person_key"),
                                col("place"),
                                col("egress_key"),
                                col("frame_rate_fps"),
                                col("loss_pct"),
                                col("jitter_ms"),
                                col("rtt_ms"),
                                col("cpu_pct"))),
                        false),
                    1,
                    KEPT)
                .as("senders"));
  }

  /**
   * Adds the remote features out of {@code senders}, and the frame rate the picture was sent at.
   */
  static Dataset<Row> withDominant(Dataset<Row> minutes) {
    return minutes
        .withColumn(
            "sender",
            expr(
                """
                get(filter(senders, s -> NOT (s.sender_key <=> sender_key)
                  AND NOT coalesce(s.person_key = person_key, false)
                  AND NOT coalesce(s.egress_key = my_egress_key, false)
                  AND NOT coalesce(s.place = site_id, false)
                  AND NOT coalesce(s.place = egress_site_id, false)), 0)
                """))
        .withColumns(
            Map.of(
                "remote_sender_key", col("sender.sender_key"),
                "remote_loss_pct", col("sender.loss_pct"),
                "remote_jitter_ms", col("sender.jitter_ms"),
                "remote_rtt_ms", col("sender.rtt_ms"),
                "remote_cpu_pct", col("sender.cpu_pct"),
                "sender_fps",
                    expr(
                        "IF(sender.frame_rate_fps > 0 AND sender.video_kbps > 0, sender.frame_rate_fps, NULL)")))
        .drop("sender", "senders");
  }
}
