package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.ingest.NetworkPresence;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Who of the participants in some lines is off the network. A join is on it if any of its records
 * is; a record that does not say which join it is of stands for itself.
 */
public final class GuestRecords {

  private static final String[] ADDRESS = {"account_id", "meeting_uuid", "email"};

  private final Dataset<Row> records;
  private final Dataset<Row> guests;

  private GuestRecords(Dataset<Row> records, Dataset<Row> guests) {
    this.records = records;
    this.guests = guests;
  }

  /**
   * Finds them.
   *
   * @param lines readable lines of bronze.zoom_responses, of any datasets
   * @param known joins that are none of a guest, whatever their records show
   */
  public static GuestRecords find(
      NetworkPresence presence, Dataset<Row> lines, Dataset<Row> known) {
    // Samples are most of a record: who needs them asks for them.
    return among(read(lines).drop(ParticipantRecords.SAMPLES), presence, known);
  }

  /** As {@link #find}, the quality samples of each record kept. */
  static GuestRecords findWithSamples(
      NetworkPresence presence, Dataset<Row> lines, Dataset<Row> known) {
    return among(read(lines), presence, known);
  }

  private static Dataset<Row> read(Dataset<Row> lines) {
    return ParticipantRecords.of(
            lines.where(col("dataset").isin("participants", "participants_qos")))
        .where(col("record").notEqual(ZoomReader.WHOLE_LINE));
  }

  private static GuestRecords among(
      Dataset<Row> participants, NetworkPresence presence, Dataset<Row> known) {
    Dataset<Row> records = participants.localCheckpoint();
    Column isWhole =
        col("meeting_uuid")
            .isNotNull()
            .and(col("participant_id").isNotNull())
            .and(col("joined_at").isNotNull());
    Column join =
        when(
                isWhole,
                concat_ws(
                    "\u0001",
                    col("account_id"),
                    col("meeting_uuid"),
                    col("participant_id"),
                    col("joined_at").cast("string")))
            .otherwise(concat_ws("\u0001", col("file"), col("line"), col("record")));
    Dataset<Row> keyed = presence.withOffNetwork(records).withColumn("join_of", join);
    Dataset<Row> onNetwork =
        keyed
            .join(
                known
                    .select(ZoomLines.columns(ParticipantRecords.KEY))
                    .withColumn("is_known", lit(true)),
                ZoomLines.shared(ParticipantRecords.KEY),
                "left")
            .groupBy("join_of")
            .agg(
                max(col(NetworkPresence.COLUMN)
                        .equalTo(false)
                        .or(coalesce(col("is_known"), lit(false))))
                    .as("is_on"));
    Dataset<Row> guests =
        keyed
            .join(onNetwork.where(col("is_on")), ZoomLines.shared("join_of"), "left_anti")
            .drop("join_of", NetworkPresence.COLUMN)
            .localCheckpoint();
    return new GuestRecords(records, guests);
  }

  /** Records of {@link ParticipantRecords} that nothing puts on the network. */
  Dataset<Row> guests() {
    return guests;
  }

  /** The joins they are of: account_id, meeting_uuid, participant_id and joined_at. */
  public Dataset<Row> joins() {
    return guests.select(ZoomLines.columns(ParticipantRecords.KEY)).na().drop().distinct();
  }

  /**
   * Addresses of who was in a meeting from off the network alone: account_id, meeting_uuid and
   * email. A rating names its meeting and its rater's address and no join, a listed meeting its
   * host's.
   */
  public Dataset<Row> addresses() {
    Dataset<Row> others =
        records.join(guests, ZoomLines.shared("file", "line", "record"), "left_anti");
    return guests
        .select(ZoomLines.columns(ADDRESS))
        .na()
        .drop()
        .distinct()
        .join(others.select(ZoomLines.columns(ADDRESS)), ZoomLines.shared(ADDRESS), "left_anti");
  }
}
