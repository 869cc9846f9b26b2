package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.InputLimitError;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which of Zoom's input and output is what a participant sent. Zoom's documents contradict each
 * other; {@code zoom.input-is} decides, and sharing minutes are the witness: where one shares and
 * several watch, the direction that a single participant has is the sent one.
 */
final class SentAndReceived {

  private static final List<String> MEDIA = List.of("audio", "video", "share");

  /** What Zoom's word input stands for. */
  enum InputIs {
    SENT("input", "output"),
    RECEIVED("output", "input");

    private final String sentWord;
    private final String receivedWord;

    InputIs(String sentWord, String receivedWord) {
      this.sentWord = sentWord;
      this.receivedWord = receivedWord;
    }

    /** Zoom's word for what a participant sent. */
    String sentWord() {
      return sentWord;
    }

    /** Zoom's word for what a participant received. */
    String receivedWord() {
      return receivedWord;
    }

    static InputIs of(String value) {
      return switch (value) {
        case "sent" -> SENT;
        case "received" -> RECEIVED;
        default ->
            throw new ConfigurationError(
                "zoom.input-is is " + value,
                "only sent and received are known",
                "set zoom.input-is to sent or received");
      };
    }

    String word() {
      return this == SENT ? "sent" : "received";
    }

    InputIs other() {
      return this == SENT ? RECEIVED : SENT;
    }
  }

  private SentAndReceived() {}

  /** The measures of {@code participant_minutes} as {@code {medium}_{in,out}_{measure}}. */
  static List<Column> measures(InputIs inputIs) {
    List<Column> columns = new ArrayList<>();
    for (String medium : MEDIA) {
      for (String direction : List.of("in", "out")) {
        String zoom =
            medium
                + "_"
                + (direction.equals("out") ? inputIs.sentWord() : inputIs.receivedWord())
                + "_";
        String ours = medium + "_" + direction + "_";
        columns.add(col(zoom + "bitrate_kbps").as(ours + "bitrate_kbps"));
        columns.add(col(zoom + "latency_ms").as(ours + "latency_ms"));
        columns.add(col(zoom + "jitter_ms").as(ours + "jitter_ms"));
        columns.add(col(zoom + "loss_avg_pct").as(ours + "loss_pct"));
        if (!medium.equals("audio")) {
          columns.add(col(zoom + "frame_rate_fps").as(ours + "frame_rate_fps"));
        }
      }
    }
    return columns;
  }

  /**
   * Meeting minutes a day in which exactly one participant shared and at least two watched: {@code
   * agreeing} with the configured direction, or {@code contradicting} it.
   */
  static Dataset<Row> sharingEvidencePerDay(Dataset<Row> participantMinutes, InputIs inputIs) {
    Column isSharing = col("share_" + inputIs.sentWord() + "_bitrate_kbps").gt(0);
    Column isWatching = col("share_" + inputIs.receivedWord() + "_bitrate_kbps").gt(0);
    Column agrees = col("sharers").equalTo(1).and(col("watchers").geq(2));
    Column contradicts = col("watchers").equalTo(1).and(col("sharers").geq(2));
    return participantMinutes
        .groupBy("day", "account_id", "meeting_uuid", "minute_at")
        .agg(
            count(when(isSharing, lit(1))).as("sharers"),
            count(when(isWatching, lit(1))).as("watchers"))
        .groupBy("day")
        .agg(
            sum(when(agrees, 1L).otherwise(0L)).as("agreeing"),
            sum(when(contradicts, 1L).otherwise(0L)).as("contradicting"));
  }

  /** Refuses a day whose sharing minutes say in their majority that the directions are swapped. */
  static void refuseContradiction(Dataset<Row> evidencePerDay, InputIs inputIs, int atLeast) {
    List<Row> contradictions =
        evidencePerDay
            .where(col("contradicting").geq(atLeast).and(col("contradicting").gt(col("agreeing"))))
            .orderBy("day")
            .limit(1)
            .collectAsList(); // OK: one row at most
    if (!contradictions.isEmpty()) {
      Row day = contradictions.get(0);
      throw new InputLimitError(
          "Sent and received are swapped on " + day.get(day.fieldIndex("day")),
          "with zoom.input-is: "
              + inputIs.word()
              + ", "
              + day.get(day.fieldIndex("contradicting"))
              + " minutes in which one participant shares and several watch show the sharer as the one who receives; "
              + day.get(day.fieldIndex("agreeing"))
              + " minutes agree",
          "set zoom.input-is: " + inputIs.other().word() + " and correlate these days again");
    }
  }
}
