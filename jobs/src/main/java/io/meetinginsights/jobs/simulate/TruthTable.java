package io.meetinginsights.jobs.simulate;

import io.meetinginsights.jobs.simulate.CallSimulation.Gain;
import io.meetinginsights.jobs.simulate.CallSimulation.Minute;
import io.meetinginsights.jobs.simulate.CallSimulation.Truth;
import io.meetinginsights.jobs.simulate.MeetingCalendar.Attendee;
import io.meetinginsights.jobs.simulate.SimulateConfig.World;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The truth table: one row per participant minute, in {@code _truth/minutes/date=D} below the
 * landing root, by the UTC day of {@code minute_at}. Meetings of one person have none, as Zoom has
 * no quality for them.
 */
final class TruthTable {
  /** One fault of a minute: removed alone, the score rises by {@code gain}. */
  static final StructType GAIN =
      new StructType()
          .add("cause_id", DataTypes.StringType, false)
          .add("cause_category", DataTypes.StringType, false)
          .add("episode_id", DataTypes.StringType, false)
          .add("gain", DataTypes.DoubleType, false);

  static final StructType SCHEMA =
      new StructType()
          .add("account_id", DataTypes.StringType, false, "Zoom account")
          .add("meeting_uuid", DataTypes.StringType, false, "decoded")
          .add("participant_id", DataTypes.StringType, false, "Zoom's user_id of this join")
          .add("join_time", DataTypes.TimestampType, false, "of this join")
          .add("minute_at", DataTypes.TimestampType, false, "UTC minute, its start")
          .add("site_id", DataTypes.StringType, true, "null when not at a site")
          .add("client_mac", DataTypes.StringType, true, "null when not on the network")
          .add("network", DataTypes.StringType, false, "wireless, wired, home or guest")
          .add(
              "identity",
              DataTypes.StringType,
              false,
              "what Zoom gives away: mac, ip_only, host_only, web, mobile or guest")
          .add(
              "hard_case",
              DataTypes.StringType,
              false,
              "none, vpn, docked, random_mac, reused_ip or duplicate_host_name")
          .add(
              "cause_id",
              DataTypes.StringType,
              false,
              "the fault or negative control whose removal alone helps most, else none")
          .add(
              "cause_category",
              DataTypes.StringType,
              false,
              "wireless, wired, wan, client, remote or none; none also where a negative control is the cause")
          .add(
              "fault_features",
              DataTypes.createArrayType(DataTypes.StringType, false),
              false,
              "features that show the fault")
          .add("episode_id", DataTypes.StringType, true, "")
          .add("strength", DataTypes.DoubleType, true, "of the episode; below 0.5 it is a weak one")
          .add("intensity", DataTypes.DoubleType, true, "strength in this minute, after onset")
          .add(
              "score_latent",
              DataTypes.DoubleType,
              true,
              "worst of audio and video, both directions; null when nothing was in use")
          .add(
              "score_without",
              DataTypes.DoubleType,
              true,
              "the same minute and draws without any fault")
          .add(
              "score_without_cause",
              DataTypes.DoubleType,
              true,
              "the same minute and draws without the cause alone; null without a cause")
          .add(
              "runner_up_gain",
              DataTypes.DoubleType,
              true,
              "score gained without the next best fault alone, another one than the cause; null without a cause")
          .add(
              "is_tie",
              DataTypes.BooleanType,
              false,
              "whether the gains do not tell the cause from another fault, or faults hide each other")
          .add(
              "gains",
              DataTypes.createArrayType(GAIN, false),
              false,
              "every episode that reaches the minute, with the score gained without it alone, largest first")
          .add(
              "active_faults",
              DataTypes.createArrayType(DataTypes.StringType, false),
              false,
              "all faults that reach the participant's own path")
          .add(
              "active_controls",
              DataTypes.createArrayType(DataTypes.StringType, false),
              false,
              "negative controls that reach the participant's own path")
          .add(
              "far_faults",
              DataTypes.createArrayType(DataTypes.StringType, false),
              false,
              "faults on the path of the one who sends to him")
          .add(
              "is_sender_at_same_site",
              DataTypes.BooleanType,
              false,
              "whether the one who sends to him sits at his site, so that no remote feature shows him")
          .add("date", DataTypes.DateType, false, "UTC day of minute_at");

  /** As drawn, before the casts: seconds and ISO days, which no session time zone can move. */
  static final StructType DRAWN = drawn();

  private TruthTable() {}

  private static StructType drawn() {
    StructType drawn = new StructType();
    for (StructField field : SCHEMA.fields()) {
      DataType type = field.dataType();
      if (type.equals(DataTypes.TimestampType)) {
        type = DataTypes.LongType;
      } else if (type.equals(DataTypes.DateType)) {
        type = DataTypes.StringType;
      }
      drawn = drawn.add(field.name(), type, field.nullable());
    }
    return drawn;
  }

  /** Rows of the minutes of a UTC day in the meetings that a site hosts. */
  static void rows(World world, int site, LocalDate day, Consumer<Row> sink) {
    CallSimulation.eachMinute(
        world,
        site,
        day,
        (calls, minute) ->
            sink.accept(
                row(
                    calls.accountId(),
                    minute,
                    calls.truth(minute),
                    calls.isSenderAtSameSite(minute),
                    day)));
  }

  private static Row row(
      String account, Minute minute, Truth truth, boolean senderAtSameSite, LocalDate day) {
    Attendee who = minute.meeting().attendees().get(minute.attendee());
    Gain cause = truth.cause();
    Episode episode = cause == null ? null : cause.episode();
    String network =
        who.isGuest()
            ? "guest"
            : who.atHome() ? "home" : who.client().wired() ? "wired" : "wireless";
    return RowFactory.create(
        account,
        minute.meeting().uuid(),
        minute.row().userId(),
        minute.row().join(),
        minute.minute() * 60,
        who.isOutside() ? null : who.client().site().id(),
        who.isOutside() ? null : who.client().mac(),
        network,
        who.isGuest() ? "guest" : who.client().identity().name().toLowerCase(Locale.ROOT),
        who.isGuest() ? "none" : who.client().hardCase().name().toLowerCase(Locale.ROOT),
        cause == null ? "none" : cause.fault().id(),
        cause == null ? "none" : cause.fault().category().id(),
        cause == null ? new Object[0] : cause.fault().features().toArray(),
        cause == null ? null : episode.id(),
        cause == null ? null : episode.strength(),
        cause == null ? null : episode.intensity(minute.minute()),
        minute.score(),
        truth.scoreWithout(),
        cause == null ? null : minute.score() + cause.score(),
        cause == null ? null : truth.runnerUp(),
        truth.tie(),
        truth.gains().stream().map(TruthTable::gain).toArray(),
        ids(truth.own(), false),
        ids(truth.own(), true),
        ids(truth.far(), false),
        senderAtSameSite,
        day.toString());
  }

  private static Row gain(Gain gain) {
    return RowFactory.create(
        gain.fault().id(), gain.fault().category().id(), gain.episode().id(), gain.score());
  }

  private static Object[] ids(List<Episode> episodes, boolean controls) {
    return episodes.stream()
        .map(Episode::fault)
        .filter(fault -> fault.isControl() == controls)
        .map(Fault::id)
        .distinct()
        .sorted()
        .toArray();
  }
}
