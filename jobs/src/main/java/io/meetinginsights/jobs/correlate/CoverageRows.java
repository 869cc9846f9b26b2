package io.meetinginsights.jobs.correlate;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.features.Feature;
import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.correlate.ClockOffsets.SiteClock;
import io.meetinginsights.tables.Types;
import io.meetinginsights.tables.gold.Coverage;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** How much of a site's call minutes found their client and their telemetry, and what did not. */
final class CoverageRows {

  static final String NO_SITE = "unknown";
  static final String UNJOINED = "unjoined_telemetry";
  static final String SITE_UNKNOWN = "site-unknown-to-zoom";

  private static final StructType CLOCK =
      new StructType()
          .add("day", Types.DATE)
          .add("org_id", Types.STRING)
          .add("site_id", Types.STRING)
          .add("measure", Types.STRING)
          .add("reason", Types.STRING)
          .add("minutes", Types.LONG)
          .add("offset_s", Types.DOUBLE);

  private static final String[] SITE = {"day", "org_id", "site_id"};

  private CoverageRows() {}

  /**
   * The rows of gold.coverage.
   *
   * @param experience experience_minutes of the days
   * @param wirelessMinutes wireless_minutes of the days
   * @param clocks what is known of the clocks on each day
   */
  static Dataset<Row> of(
      Dataset<Row> experience, Dataset<Row> wirelessMinutes, Map<LocalDate, ClockOffsets> clocks) {
    Dataset<Row> minutes = experience.withColumn("site_id", coalesce(col("site_id"), lit(NO_SITE)));
    Dataset<Row> telemetryElsewhere =
        wirelessMinutes
            .groupBy(col("day"), col("org_id"), col("site_id"))
            .agg(count(lit(1)).as("minutes"))
            .join(
                minutes.groupBy("day", "org_id", "site_id").agg(count(lit(1)).as("seen")),
                ClientCandidates.joinColumns(SITE),
                "left_anti")
            .withColumn("measure", lit(UNJOINED))
            .withColumn("reason", lit(SITE_UNKNOWN));
    Dataset<Row> counted =
        byValue(minutes, "presence")
            .unionByName(byValue(minutes, "match_method"))
            .unionByName(missingFeatures(minutes))
            .unionByName(unmatched(minutes));
    Dataset<Row> total =
        minutes.groupBy("day", "org_id", "site_id").agg(count(lit(1)).as("site_minutes"));
    Dataset<Row> rows =
        counted
            .join(total, ClientCandidates.joinColumns(SITE), "inner")
            .withColumn("share", col("minutes").divide(col("site_minutes")))
            .drop("site_minutes")
            .unionByName(telemetryElsewhere.withColumn("share", lit(null).cast("double")))
            .withColumn("offset_s", lit(null).cast("double"))
            .unionByName(
                experience
                    .sparkSession()
                    .createDataFrame(clockRows(clocks), CLOCK)
                    .withColumn("share", lit(null).cast("double")));
    return rows.select(
        Coverage.SCHEMA.columns().stream()
            .map(column -> col(column.name()).cast(column.type()).as(column.name()))
            .toArray(Column[]::new));
  }

  private static List<Row> clockRows(Map<LocalDate, ClockOffsets> clocks) {
    List<Row> rows = new ArrayList<>();
    clocks.forEach(
        (day, offsets) -> {
          for (SiteClock site : offsets.sites()) {
            rows.add(
                clockRow(
                    day,
                    site,
                    site.siteId(),
                    site.finding().word(),
                    site.evidenceMinutes(),
                    site.lagS()));
          }
          offsets.sites().stream()
              .collect(groupingBy(SiteClock::orgId, TreeMap::new, toList()))
              .forEach((org, sites) -> rows.addAll(stampRow(day, offsets, sites)));
        });
    return rows;
  }

  private static List<Row> stampRow(LocalDate day, ClockOffsets offsets, List<SiteClock> sites) {
    long evidence =
        sites.stream()
            .filter(site -> site.finding() != ClockOffsets.Finding.NO_EVIDENCE)
            .mapToLong(SiteClock::evidenceMinutes)
            .sum();
    return evidence == 0
        ? List.of()
        : List.of(
            clockRow(
                day,
                sites.get(0),
                NO_SITE,
                offsets.stampMinutes() == 0 ? "stamp-start" : "stamp-end",
                evidence,
                60.0 * offsets.stampMinutes()));
  }

  private static Row clockRow(
      LocalDate day, SiteClock site, String siteId, String reason, long minutes, Double offsetS) {
    return RowFactory.create(
        Date.valueOf(day), site.orgId(), siteId, "clock", reason, minutes, offsetS);
  }

  private static Dataset<Row> byValue(Dataset<Row> minutes, String measure) {
    return minutes
        .groupBy(col("day"), col("org_id"), col("site_id"), col(measure).as("reason"))
        .agg(count(lit(1)).as("minutes"))
        .withColumn("measure", lit(measure));
  }

  /** Of the minutes on the network, those in which a feature has no value. */
  private static Dataset<Row> missingFeatures(Dataset<Row> minutes) {
    List<Column> missing = new ArrayList<>();
    List<Column> byName = new ArrayList<>();
    for (Feature feature : Features.all()) {
      missing.add(sum(when(col(feature.name()).isNull(), 1L).otherwise(0L)).as(feature.name()));
      byName.add(lit(feature.name()));
      byName.add(col(feature.name()));
    }
    return minutes
        .where(col("presence").equalTo("on-network"))
        .groupBy("day", "org_id", "site_id")
        .agg(missing.get(0), missing.subList(1, missing.size()).toArray(Column[]::new))
        .select(
            col("day"),
            col("org_id"),
            col("site_id"),
            explode(map(byName.toArray(Column[]::new))).as(new String[] {"reason", "minutes"}))
        .where(col("minutes").gt(0))
        .withColumn("measure", lit("missing_feature"));
  }

  private static Dataset<Row> unmatched(Dataset<Row> minutes) {
    return minutes
        .where(col("presence").equalTo("behind-egress"))
        .groupBy("day", "org_id", "site_id")
        .agg(count(lit(1)).as("minutes"))
        .withColumn("measure", lit(UNJOINED))
        .withColumn("reason", lit("behind-egress-without-client"));
  }
}
