package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.format_number;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.gold.CallEvents;
import java.sql.Date;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * gold.call_events: calls joined and left, disconnects, runs of high CPU, and what the network
 * noted about the same client from shortly before a call to shortly after it.
 *
 * <p>An event belongs to the UTC day it happened on. A call contributes to a day if it has minutes
 * on that day or the one before: enough to leave after midnight, and the same for a run over many
 * days as for runs day by day. So network events of the last minutes before midnight are missing
 * where their call began after midnight.
 */
final class CallTimeline {

  private static final List<String> EVENT =
      List.of("day", "org_id", "site_id", "client_key", "event_at", "event_id", "type", "source");

  private CallTimeline() {}

  /** All events of the days. */
  static Dataset<Row> eventsPerClient(
      Dataset<Row> minutes,
      Dataset<Row> calls,
      Dataset<Row> networkEvents,
      Dataset<Row> eventClasses,
      InsightsConfig config,
      DayRange days) {
    Dataset<Row> callsOnDays = callsPerDay(minutes, calls, days);
    Dataset<Row> events =
        callEvents(callsOnDays)
            .unionByName(highCpuEvents(minutes, config.highCpuPct(), days))
            .unionByName(onlyAroundCalls(networkEvents, callsOnDays, config.eventMarginMinutes()));
    return CallEvents.SCHEMA.conform(withClass(events, eventClasses));
  }

  /** A row per call, client and day it can have events on; {@code is_main}: its main client. */
  private static Dataset<Row> callsPerDay(Dataset<Row> minutes, Dataset<Row> calls, DayRange days) {
    Dataset<Row> perClient =
        minutes
            .where(col("client_key").isNotNull())
            .withColumn("event_day", explode(array(col("day"), date_add(col("day"), 1))))
            .where(within("event_day", days))
            .groupBy(
                Keys.columns(
                    Keys.CALL, col("event_day"), col("org_id"), col("site_id"), col("client_key")))
            .agg(count(lit(1)).as("minutes"), max(col("minute_at")).as("last_minute_at"));
    WindowSpec call =
        Window.partitionBy(Keys.columns(Keys.CALL, col("event_day")))
            .rowsBetween(Window.unboundedPreceding(), Window.unboundedFollowing());
    Column most =
        min(struct(col("minutes").multiply(-1), col("org_id"), col("site_id"), col("client_key")))
            .over(call);
    Column own =
        struct(col("minutes").multiply(-1), col("org_id"), col("site_id"), col("client_key"));
    Column lastMinuteEnd = max(col("last_minute_at")).over(call).plus(expr("INTERVAL 1 MINUTE"));
    return perClient
        .withColumn("is_main", most.equalTo(own))
        .withColumn("last_minute_end", lastMinuteEnd)
        .join(calls.drop("call_day", "last_day"), Keys.of(Keys.CALL), "left");
  }

  /** Joined, and left or disconnected. */
  private static Dataset<Row> callEvents(Dataset<Row> callsOnDays) {
    Column disconnected = coalesce(col("is_network_leave"), lit(false));
    Column joined =
        struct(
            lit("CLIENT_JOINED_CALL").as("type"),
            col("joined_at").as("event_at"),
            meetingWords().as("details"));
    Column left =
        struct(
            when(disconnected, "CLIENT_DISCONNECTED_FROM_CALL")
                .otherwise("CLIENT_LEFT_CALL")
                .as("type"),
            col("left_at").as("event_at"),
            concat_ws(
                    "; ",
                    meetingWords(),
                    labelled("reason", col("leave_reason")),
                    labelled("audio", col("audio_quality")),
                    labelled("video", col("video_quality")),
                    labelled("screen share", col("share_quality")))
                .as("details"));
    return callsOnDays
        .where(col("is_main"))
        .withColumn("event", explode(array(joined, left)))
        .where(to_date(col("event.event_at")).equalTo(col("event_day")))
        .select(
            col("event_day").as("day"),
            col("org_id"),
            col("site_id"),
            col("client_key"),
            col("event.event_at"),
            eventId(col("event.type"), col("event.event_at")).as("event_id"),
            col("event.type"),
            lit("call").as("source"),
            col("account_id"),
            col("meeting_uuid"),
            col("event.details"));
  }

  /** The first minute of each run of consecutive minutes at or above the limit. */
  private static Dataset<Row> highCpuEvents(Dataset<Row> minutes, double limitPct, DayRange days) {
    WindowSpec call = Window.partitionBy(Keys.columns(Keys.CALL)).orderBy(col("minute_at"));
    Column goesOn =
        coalesce(
            lag(col("minute_at"), 1)
                .over(call)
                .equalTo(col("minute_at").minus(expr("INTERVAL 1 MINUTE"))),
            lit(false));
    Column type = lit("HIGH_CPU_OBSERVED");
    return minutes
        .where(col("client_key").isNotNull().and(col("client_cpu").geq(limitPct)))
        .withColumn("goes_on", goesOn)
        .where(not(col("goes_on")).and(within("day", days)))
        .select(
            col("day"),
            col("org_id"),
            col("site_id"),
            col("client_key"),
            col("minute_at").as("event_at"),
            eventId(type, col("minute_at")).as("event_id"),
            type.as("type"),
            lit("call").as("source"),
            col("account_id"),
            col("meeting_uuid"),
            concat(lit("system CPU "), format_number(col("client_cpu"), 0), lit(" %"))
                .as("details"));
  }

  /** Network events of clients from before their calls to after them. */
  private static Dataset<Row> onlyAroundCalls(
      Dataset<Row> networkEvents, Dataset<Row> callsOnDays, int marginMinutes) {
    Column margin = expr("INTERVAL " + marginMinutes + " MINUTES");
    Dataset<Row> spans =
        callsOnDays.select(
            col("org_id").as("call_org_id"),
            col("client_key").as("call_client_key"),
            col("event_day"),
            col("joined_at").minus(margin).as("shown_from"),
            coalesce(col("left_at"), col("last_minute_end")).plus(margin).as("shown_to"));
    Column sameClient =
        col("org_id")
            .equalTo(col("call_org_id"))
            .and(col("client_key").equalTo(col("call_client_key")))
            .and(col("day").equalTo(col("event_day")))
            .and(col("event_at").between(col("shown_from"), col("shown_to")));
    return networkEvents
        .where(col("client_key").isNotNull())
        .join(spans, sameClient, "left_semi")
        .select(
            col("day"),
            col("org_id"),
            col("site_id"),
            col("client_key"),
            col("event_at"),
            col("event_id"),
            col("type"),
            lit("network").as("source"),
            lit(null).cast("string").as("account_id"),
            lit(null).cast("string").as("meeting_uuid"),
            networkWords().as("details"));
  }

  private static Dataset<Row> withClass(Dataset<Row> events, Dataset<Row> eventClasses) {
    Dataset<Row> classes = eventClasses.select("type", "display", "classification");
    return events
        .join(broadcast(classes), new String[] {"type"}, "left")
        .withColumn("display", coalesce(col("display"), col("type")))
        .withColumn("classification", coalesce(col("classification"), lit("neutral")))
        .select(
            Keys.columns(
                EVENT,
                col("display"),
                col("classification"),
                col("account_id"),
                col("meeting_uuid"),
                col("details")));
  }

  private static Column eventId(Column type, Column at) {
    return sha2(
        concat_ws(
            "|",
            type,
            col("account_id"),
            col("meeting_uuid"),
            col("participant_id"),
            col("joined_at").cast("string"),
            at.cast("string")),
        256);
  }

  private static Column meetingWords() {
    return concat_ws(" ", lit("Zoom meeting"), col("meeting_id").cast("string"));
  }

  private static Column networkWords() {
    return concat_ws(
        "; ",
        labelled("device", col("device_mac")),
        labelled("from", col("from_device_mac")),
        labelled("to", col("to_device_mac")),
        labelled("SSID", col("ssid")),
        labelled("band", col("band")),
        labelled("channel", col("channel").cast("string")),
        concat(lit("signal "), format_number(col("rssi_dbm"), 0), lit(" dBm")),
        concat(lit("took "), format_number(col("latency_ms"), 0), lit(" ms")),
        labelled("reason", col("reason")));
  }

  /** The word and its value; nothing where the value is missing. */
  private static Column labelled(String word, Column value) {
    return concat(lit(word + " "), value);
  }

  private static Column within(String column, DayRange days) {
    return col(column).between(lit(Date.valueOf(days.from())), lit(Date.valueOf(days.to())));
  }
}
