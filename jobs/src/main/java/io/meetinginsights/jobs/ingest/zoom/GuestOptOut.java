package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.ingest.BronzeLines;
import io.meetinginsights.jobs.ingest.LandingFile;
import io.meetinginsights.jobs.ingest.LandingZone;
import io.meetinginsights.jobs.ingest.NetworkPresence;
import io.meetinginsights.jobs.privacy.LandingRewrite;
import io.meetinginsights.jobs.privacy.LineRedaction;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.Types;
import io.meetinginsights.tables.silver.Participants;
import io.meetinginsights.tables.silver.SenderMinutes;
import io.meetinginsights.warehouse.CrashPoints;
import io.meetinginsights.warehouse.SecretKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * {@code privacy.opt-out-guests}: whoever is off the network leaves nothing but anonymous
 * sender_minutes.
 *
 * <p>It works on landing files that bronze has not seen. Records of joins that show no egress, MAC
 * or host name of ours are reduced to sender_minutes, which others' remote features need, without
 * the public address's key; then the landing files are rewritten without the records, their ratings
 * and, where such a person is the host, the host of the listed meeting. Only then bronze reads the
 * files. A join that silver holds already was on the network once, and stays.
 *
 * <p>A line that cannot be opened may hold anything: it goes too, and is counted as unreadable.
 */
public final class GuestOptOut {

  private GuestOptOut() {}

  /** Redacts the files. */
  public static Counts run(
      JobContext context, SecretKey secret, LandingZone zone, List<LandingFile> fresh) {
    if (fresh.isEmpty()) {
      return Counts.none();
    }
    NetworkPresence presence = NetworkPresence.of(context);
    if (!presence.isEgressKnown()) {
      throw new ConfigurationError(
          "privacy.opt-out-guests is on, but who is a guest cannot be told",
          "no egress address of any site is known, neither from sites-file nor from telemetry, so"
              + " that everybody would seem to be one",
          "name the sites' egress addresses in sites-file, or set privacy.opt-out-guests to false");
    }
    Dataset<Row> lines =
        BronzeLines.zoomResponses(context.spark(), zone.qualifiedRoot(), fresh, context.runId())
            .localCheckpoint();
    Dataset<Row> readable = lines.where(col("is_readable"));
    GuestRecords found =
        GuestRecords.findWithSamples(
            presence, readable, context.warehouse().read(Participants.SCHEMA));
    Dataset<Row> guests = found.guests();
    writeSenderMinutes(context, secret, guests);

    Dataset<Row> places =
        guests
            .select("file", "line", "record")
            .unionByName(ratings(readable, found.addresses()).select("file", "line", "record"));
    Places removed = places(places);
    Places hosts = places(hosted(readable, found.addresses()).select("file", "line", "record"));
    Places broken =
        places(
            lines
                .where(col("is_readable").equalTo(false))
                .select(col("file"), col("line"), lit(-1).as("record")));
    CrashPoints.at("before:landing of guests");
    LandingRewrite.Result result =
        LandingRewrite.run(
            context.spark(),
            zone.qualifiedRoot(),
            LandingFile.places(fresh),
            new ByPlace(removed, hosts, broken));
    CrashPoints.at("after:landing of guests");
    return Counts.none()
        .with("landing files redacted of guests", result.files())
        .with("records of guests", result.records());
  }

  private static void writeSenderMinutes(
      JobContext context, SecretKey secret, Dataset<Row> guests) {
    Dataset<Row> byJoin = JoinWalk.byJoin(guests.where(col("is_rejected").equalTo(false)));
    Dataset<Row> minutes = JoinWalk.minutes(byJoin, context.runId()).localCheckpoint();
    Dataset<Row> joins =
        secret
            .beside(JoinWalk.joins(byJoin))
            .withColumn(
                "sender_key",
                SecretKey.surrogate(
                    lit(true),
                    "sender",
                    col("account_id"),
                    col("meeting_uuid"),
                    col("participant_id"),
                    col("joined_at")))
            // Off the network: nobody of ours is behind that address.
            .withColumn("egress_key", lit(null).cast(Types.STRING))
            .drop(SecretKey.COLUMN);
    Row span = minutes.agg(min("day"), max("day")).head();
    String within =
        span.isNullAt(0)
            ? "false"
            : "target.day >= DATE'"
                + span.getDate(0)
                + "' AND target.day <= DATE'"
                + span.getDate(1)
                + "'";
    context
        .warehouse()
        .merge(
            SenderMinutes.SCHEMA,
            SenderMinutes.SCHEMA.conformSparse(
                SenderRows.of(minutes, joins).withColumn("run_id", lit(context.runId()))),
            within);
  }

  /** Ratings that a guest gave in a meeting he was in. */
  private static Dataset<Row> ratings(Dataset<Row> readable, Dataset<Row> addresses) {
    return new FeedbackRecords()
        .read(readable.where(col("dataset").equalTo("satisfaction")))
        .join(addresses, ZoomLines.shared("account_id", "meeting_uuid", "email"), "left_semi");
  }

  /** Listed meetings whose host took part from off the network alone. */
  private static Dataset<Row> hosted(Dataset<Row> readable, Dataset<Row> addresses) {
    return new MeetingRecords()
        .read(readable.where(col("dataset").equalTo("meetings")))
        .withColumnRenamed("host_email", "email")
        .join(addresses, ZoomLines.shared("account_id", "meeting_uuid", "email"), "left_semi");
  }

  private static Places places(Dataset<Row> places) {
    Map<String, Map<Integer, Set<Integer>>> byFile = new HashMap<>();
    places
        .groupBy("file", "line")
        .agg(array_sort(collect_set(col("record"))).as("records"))
        .collectAsList() // OK: places of a landing day's guests, no data
        .forEach(
            row ->
                byFile
                    .computeIfAbsent(row.getString(0), file -> new HashMap<>())
                    .put(
                        row.getInt(1),
                        row.<Integer>getList(2).stream()
                            .collect(Collectors.toCollection(HashSet::new))));
    return new Places(byFile);
  }

  /** Records by file and line. */
  private record Places(Map<String, Map<Integer, Set<Integer>>> byFile)
      implements java.io.Serializable {

    Set<Integer> at(LandingRewrite.Place file, int line) {
      return byFile.getOrDefault(file.path(), Map.of()).getOrDefault(line, Set.of());
    }
  }

  private record ByPlace(Places removed, Places hosts, Places broken)
      implements LandingRewrite.LineEdit {

    private static final long serialVersionUID = 1L;

    @Override
    public boolean isCandidate(LandingRewrite.Place file, int line, byte[] bytes) {
      return !removed.at(file, line).isEmpty()
          || !hosts.at(file, line).isEmpty()
          || !broken.at(file, line).isEmpty();
    }

    @Override
    public LineRedaction.Edited edit(LandingRewrite.Place file, int line, String text) {
      if (!broken.at(file, line).isEmpty()) {
        return text.equals(LineRedaction.NOTHING_LEFT)
            ? new LineRedaction.Edited(text, 0, 0)
            : new LineRedaction.Edited(LineRedaction.NOTHING_LEFT, 1, 0);
      }
      return hosts.at(file, line).isEmpty()
          ? LineRedaction.withoutRecords(file.dataset(), text, removed.at(file, line))
          : LineRedaction.withoutHosts(text, hosts.at(file, line));
    }
  }
}
