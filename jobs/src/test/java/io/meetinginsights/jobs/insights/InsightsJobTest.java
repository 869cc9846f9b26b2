package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.Sites;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.reader.GoldRow;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.gold.CallEvents;
import io.meetinginsights.tables.gold.ClientCalls;
import io.meetinginsights.tables.gold.ClientHealth;
import io.meetinginsights.tables.gold.ClientSeries;
import io.meetinginsights.tables.gold.Contributions;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.gold.FeatureRanking;
import io.meetinginsights.tables.gold.FeedbackHistogram;
import io.meetinginsights.tables.gold.FixFirst;
import io.meetinginsights.tables.gold.MinuteCauses;
import io.meetinginsights.tables.gold.ModelFeatures;
import io.meetinginsights.tables.gold.SiteClients;
import io.meetinginsights.tables.gold.SiteSeries;
import io.meetinginsights.tables.gold.SiteSummary;
import io.meetinginsights.tables.gold.ZoomJoins;
import io.meetinginsights.tables.silver.Feedback;
import io.meetinginsights.tables.silver.NetworkEvents;
import io.meetinginsights.tables.silver.Participants;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.Warehouse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole job over tables. Two days: one call over midnight with a bad minute on either side, one
 * call on the second day at another client.
 */
@WithSpark
class InsightsJobTest {

  private static final LocalDate FIRST = LocalDate.parse("2026-03-01");
  private static final LocalDate SECOND = LocalDate.parse("2026-03-02");
  private static final List<TableSchema> WRITTEN =
      List.of(
          SiteSummary.SCHEMA,
          SiteSeries.SCHEMA,
          ClientSeries.SCHEMA,
          FeatureRanking.SCHEMA,
          ClientCalls.SCHEMA,
          SiteClients.SCHEMA,
          FeedbackHistogram.SCHEMA,
          CallEvents.SCHEMA,
          ClientHealth.SCHEMA,
          FixFirst.SCHEMA,
          ZoomJoins.SCHEMA);

  @TempDir Path folder;

  @Test
  void aRangeRunAgainLeavesWhatItsDaysLeftOneByOne(SparkSession spark) {
    Warehouse warehouse = warehouse(spark, "days");
    writeMinutes(spark, warehouse);
    writeVerdicts(spark, warehouse);
    InsightsJob.run(context(spark, warehouse, DayRange.of(FIRST)));
    InsightsJob.run(context(spark, warehouse, DayRange.of(SECOND)));
    Map<String, String> dayByDay = hashes(warehouse);
    Counts counts = InsightsJob.run(context(spark, warehouse, new DayRange(FIRST, SECOND)));
    assertThat(hashes(warehouse)).isEqualTo(dayByDay);
    theReaderWithoutSparkSeesWhatSparkSees(spark, warehouse);

    assertThat(counts.of("read: on-network minutes")).isEqualTo(6);
    assertThat(counts.of("read: bad minutes")).isEqualTo(3);
    assertThat(counts.of("read: bad minutes without a verdict")).isEqualTo(1);
    assertThat(counts.of("written: client_calls")).isEqualTo(2);
    // Two bad minutes with contributions: six categories and two features each.
    assertThat(counts.of("written: feature_ranking")).isEqualTo(16);
    Rows.assertSame(
        warehouse
            .read(SiteSummary.SCHEMA)
            .select(
                "day",
                "total_minutes",
                "bad_minutes",
                "bad_minutes_wireless",
                "bad_minutes_wan",
                "bad_minutes_unexplained",
                "num_calls"),
        Rows.of(
            spark,
            "day DATE, total_minutes BIGINT, bad_minutes BIGINT, bad_minutes_wireless BIGINT, bad_minutes_wan BIGINT, bad_minutes_unexplained BIGINT, num_calls BIGINT",
            "('2026-03-01', 2, 1, 1, 0, 0, 1), ('2026-03-02', 4, 2, 0, 1, 1, 2)"));
    Rows.assertSame(
        warehouse
            .read(ClientCalls.SCHEMA)
            .select(
                "day",
                "participant_id",
                "total_minutes",
                "bad_minutes",
                "main_cause",
                "rating",
                "has_ranking"),
        Rows.of(
            spark,
            "day DATE, participant_id STRING, total_minutes BIGINT, bad_minutes BIGINT, main_cause STRING, rating STRING, has_ranking BOOLEAN",
            """
            ('2026-03-02', 'p1', 4, 2, 'wireless', 'poor', true),
            ('2026-03-02', 'p2', 2, 1, 'unexplained', null, false)
            """));
    // Of p1's good minutes only that of the second day is of the day it ended: -60 dBm. Its health
    // is told for both hours: coverage failed at 23:59, DNS at 00:00.
    Rows.assertSame(
        warehouse
            .read(ClientCalls.SCHEMA)
            .where("participant_id = 'p1'")
            .selectExpr("explode(bad_minute_details) AS m", "usual_values")
            .selectExpr(
                "m.minute_at",
                "m.minute_score",
                "m.cause",
                "m.top_features[0].value AS value",
                "usual_values[0].feature AS usual_feature",
                "usual_values[0].value AS usual_value"),
        Rows.of(
            spark,
            "minute_at TIMESTAMP, minute_score DOUBLE, cause STRING, value DOUBLE, usual_feature STRING, usual_value DOUBLE",
            """
            ('2026-03-01 23:59:00', 2.0, 'wireless', -80, 'client_rssi', -60),
            ('2026-03-02 00:00:00', 2.0, 'wan', 300, 'client_rssi', -60)
            """));
    Rows.assertSame(
        warehouse
            .read(ClientCalls.SCHEMA)
            .where("participant_id = 'p1'")
            .selectExpr("explode(health_hours) AS h")
            .selectExpr("h.hour_at", "h.classifier", "h.failed_minutes", "h.total_minutes")
            .where("failed_minutes > 0 AND classifier <> ''"),
        Rows.of(
            spark,
            "hour_at TIMESTAMP, classifier STRING, failed_minutes BIGINT, total_minutes BIGINT",
            """
            ('2026-03-01 23:00:00', 'weak-signal', 1, 2),
            ('2026-03-02 00:00:00', 'dns', 1, 2)
            """));
    Rows.assertSame(
        warehouse.read(ZoomJoins.SCHEMA).select("day", "participant_id", "site_id", "reason"),
        Rows.of(
            spark,
            "day DATE, participant_id STRING, site_id STRING, reason STRING",
            "('2026-03-02', 'p1', 's', 'has-call'), ('2026-03-02', 'p2', 's', 'has-call')"));
    // The bad minute before midnight is ranked with its call, on the day the call ended.
    Rows.assertSame(
        warehouse
            .read(FeatureRanking.SCHEMA)
            .where("feature <> '' AND rank = 1")
            .select("day", "minute_at", "feature", "feature_value"),
        Rows.of(
            spark,
            "day DATE, minute_at TIMESTAMP, feature STRING, feature_value DOUBLE",
            """
            ('2026-03-02', '2026-03-01 23:59:00', 'client_rssi', -80),
            ('2026-03-02', '2026-03-02 00:00:00', 'wan_rtt', 300)
            """));
    Rows.assertSame(
        warehouse.read(FeedbackHistogram.SCHEMA),
        Rows.of(
            spark,
            "day DATE, org_id STRING, site_id STRING, poor BIGINT, average BIGINT, good BIGINT",
            "('2026-03-02', 'o', 's', 1, 0, 0)"));
  }

  @Test
  void withoutAModelAllButTheRankingIsFilledAndAQuietDayIsZeros(SparkSession spark) {
    Warehouse warehouse = warehouse(spark, "no-model");
    writeMinutes(spark, warehouse);
    InsightsJob.run(context(spark, warehouse, new DayRange(FIRST, SECOND)));
    Rows.assertSame(
        warehouse.read(SiteSummary.SCHEMA).select("day", "bad_minutes", "bad_minutes_unexplained"),
        Rows.of(
            spark,
            "day DATE, bad_minutes BIGINT, bad_minutes_unexplained BIGINT",
            "('2026-03-01', 1, 1), ('2026-03-02', 2, 2)"));
    for (TableSchema table :
        List.of(
            SiteSeries.SCHEMA,
            ClientSeries.SCHEMA,
            ClientCalls.SCHEMA,
            SiteClients.SCHEMA,
            FeedbackHistogram.SCHEMA,
            CallEvents.SCHEMA,
            ClientHealth.SCHEMA)) {
      assertThat(warehouse.read(table).isEmpty()).as(table.name()).isFalse();
    }
    assertThat(warehouse.read(FeatureRanking.SCHEMA).isEmpty()).isTrue();
    assertThat(warehouse.read(FixFirst.SCHEMA).isEmpty()).isTrue();

    // A day without minutes leaves zeros for the site and nothing else.
    Counts quiet = InsightsJob.run(context(spark, warehouse, DayRange.of(SECOND.plusDays(7))));
    assertThat(quiet.of("written: site_summary")).isEqualTo(1);
    assertThat(quiet.of("written: site_series")).isZero();
    assertThat(quiet.of("written: client_calls")).isZero();
  }

  @Test
  void deltaRefusesABreakdownThatDoesNotAddUp(SparkSession spark) {
    Warehouse warehouse = warehouse(spark, "check");
    Dataset<Row> wrong =
        SiteTotals.summaryPerDay(
                CallMinutes.withVerdicts(
                    Given.experience(
                        spark,
                        "minute_at TIMESTAMP, minute_score DOUBLE",
                        "('2026-03-01 09:00:00', 2.0)"),
                    warehouse.read(MinuteCauses.SCHEMA)),
                Given.sites(spark, "site_id STRING", "('s')"),
                DayRange.of(FIRST))
            .withColumn("bad_minutes_wan", col("bad_minutes_wan").plus(1));
    assertThatThrownBy(() -> warehouse.replaceDays(SiteSummary.SCHEMA, wrong, FIRST, FIRST))
        .hasStackTraceContaining("bad_minutes_add_up");
  }

  private Warehouse warehouse(SparkSession spark, String name) {
    return new Warehouse(spark, folder.resolve(name).toString(), "run");
  }

  private static JobContext context(SparkSession spark, Warehouse warehouse, DayRange days) {
    Configuration configuration = Configuration.defaults();
    return new JobContext(
        "insights",
        spark,
        warehouse,
        configuration,
        configuration.section("storage", StorageConfig.class),
        Sites.none(),
        days,
        "run",
        "test");
  }

  private static Map<String, String> hashes(Warehouse warehouse) {
    Map<String, String> hashes = new TreeMap<>();
    WRITTEN.forEach(table -> hashes.put(table.name(), warehouse.contentHash(table)));
    return hashes;
  }

  private static void writeMinutes(SparkSession spark, Warehouse warehouse) {
    warehouse.append(
        ExperienceMinutes.SCHEMA,
        Given.experience(
            spark,
            "participant_id STRING, person_key STRING, client_key STRING, medium STRING, ap_mac STRING, joined_at TIMESTAMP, minute_at TIMESTAMP, minute_score DOUBLE, client_rssi DOUBLE, wan_rtt DOUBLE",
            """
            ('p1', 'h1', 'c1', 'wireless', 'ap1', '2026-03-01 23:58:10', '2026-03-01 23:58:00', 4.4, -60, 20),
            ('p1', 'h1', 'c1', 'wireless', 'ap1', '2026-03-01 23:58:10', '2026-03-01 23:59:00', 2.0, -80, 20),
            ('p1', 'h1', 'c1', 'wireless', 'ap1', '2026-03-01 23:58:10', '2026-03-02 00:00:00', 2.0, -60, 300),
            ('p1', 'h1', 'c1', 'wireless', 'ap1', '2026-03-01 23:58:10', '2026-03-02 00:01:00', 4.4, -60, 20),
            ('p2', 'h2', 'c2', 'wireless', 'ap1', '2026-03-02 10:00:00', '2026-03-02 10:00:00', 4.4, -60, 20),
            ('p2', 'h2', 'c2', 'wireless', 'ap1', '2026-03-02 10:00:00', '2026-03-02 10:01:00', 2.9, -60, 20)
            """));
    warehouse.append(
        Participants.SCHEMA,
        Given.participants(
            spark,
            "participant_id STRING, person_key STRING, joined_at TIMESTAMP, left_at TIMESTAMP, os STRING",
            """
            ('p1', 'h1', '2026-03-01 23:58:10', '2026-03-02 00:02:00', 'Windows 11'),
            ('p2', 'h2', '2026-03-02 10:00:00', '2026-03-02 10:02:00', 'macOS')
            """));
    warehouse.append(
        io.meetinginsights.tables.silver.Sites.SCHEMA,
        Given.sites(
            spark,
            "site_id STRING, name STRING, time_zone STRING",
            "('s', 'Porto', 'Europe/Lisbon')"));
    warehouse.append(
        NetworkEvents.SCHEMA,
        Given.networkEvents(
            spark,
            "event_id STRING, client_key STRING, event_at TIMESTAMP, type STRING",
            """
            ('e1', 'c1', '2026-03-01 23:55:00', 'CLIENT_DNS_OK'),
            ('e2', 'c1', '2026-03-02 00:00:30', 'MARVIS_DNS_FAILURE')
            """));
    warehouse.append(
        Feedback.SCHEMA,
        Given.sparse(
            Feedback.SCHEMA,
            Rows.of(
                spark,
                "account_id STRING, meeting_uuid STRING, rater STRING, submitted_at TIMESTAMP, zoom_quality STRING, rating STRING",
                "('a', 'm', 'h1', '2026-03-02 00:02:10', 'NOT GOOD', 'poor')"),
            Given.withRun(new LinkedHashMap<>())));
  }

  private void theReaderWithoutSparkSeesWhatSparkSees(SparkSession spark, Warehouse warehouse) {
    GoldReader reader =
        GoldReader.open(
            folder.resolve("days").toString(), spark.sparkContext().hadoopConfiguration());
    for (TableSchema table :
        List.of(
            ClientCalls.SCHEMA,
            ClientSeries.SCHEMA,
            FeatureRanking.SCHEMA,
            MinuteCauses.SCHEMA,
            Contributions.SCHEMA)) {
      List<String> bySpark =
          warehouse.read(table, SECOND, SECOND).collectAsList().stream() // OK: a test's few rows
              .map(InsightsJobTest::text)
              .toList();
      assertThat(bySpark).as("%s", table).isNotEmpty();
      assertThat(reader.from(table).days(DayRange.of(SECOND)).list())
          .as("%s", table)
          .map(GoldRow::toString)
          .containsExactlyInAnyOrderElementsOf(bySpark);
    }
  }

  /** A value of Spark's as the reader shows it. */
  private static String text(Object value) {
    if (value instanceof Row row) {
      return java.util.stream.IntStream.range(0, row.length())
          .mapToObj(i -> row.schema().fieldNames()[i] + "=" + text(row.get(i)))
          .collect(java.util.stream.Collectors.joining(", ", "{", "}"));
    } else if (value instanceof scala.collection.Iterable<?> many) {
      return scala.jdk.javaapi.CollectionConverters.asJavaCollection(many).stream()
          .map(InsightsJobTest::text)
          .toList()
          .toString();
    } else if (value instanceof java.sql.Timestamp timestamp) {
      return timestamp.toInstant().toString();
    } else if (value instanceof Float number) {
      return Double.toString(number);
    }
    return String.valueOf(value);
  }

  private static void writeVerdicts(SparkSession spark, Warehouse warehouse) {
    warehouse.append(
        MinuteCauses.SCHEMA,
        Given.causes(
            spark,
            "participant_id STRING, joined_at TIMESTAMP, minute_at TIMESTAMP, cause STRING, top_features ARRAY<STRUCT<feature: STRING, contribution: DOUBLE, value: DOUBLE>>",
            """
            ('p1', '2026-03-01 23:58:10', '2026-03-01 23:59:00', 'wireless', array(named_struct('feature', 'client_rssi', 'contribution', 3D, 'value', -80D))),
            ('p1', '2026-03-01 23:58:10', '2026-03-02 00:00:00', 'wan', array(named_struct('feature', 'wan_rtt', 'contribution', 4D, 'value', 300D)))
            """));
    warehouse.append(
        Contributions.SCHEMA,
        Given.contributions(
            spark,
            "participant_id STRING, joined_at TIMESTAMP, minute_at TIMESTAMP, wireless FLOAT, wan FLOAT, by_feature ARRAY<FLOAT>",
            """
            ('p1', '2026-03-01 23:58:10', '2026-03-01 23:58:00', -1, -1, null),
            ('p1', '2026-03-01 23:58:10', '2026-03-01 23:59:00', 3, 0.5, array(3.0, 0.5)),
            ('p1', '2026-03-01 23:58:10', '2026-03-02 00:00:00', -0.5, 4, array(-0.5, 4.0))
            """));
    warehouse.append(
        ModelFeatures.SCHEMA,
        Rows.of(
            spark,
            "version STRING, target STRING, position INT, feature STRING, category STRING, unit STRING, contribution_unit STRING, run_id STRING",
            """
            ('v', 'bad_minute', 0, 'client_rssi', 'wireless', 'dBm', 'log-odds', 'r'),
            ('v', 'bad_minute', 1, 'wan_rtt', 'wan', 'ms', 'log-odds', 'r')
            """));
  }
}
