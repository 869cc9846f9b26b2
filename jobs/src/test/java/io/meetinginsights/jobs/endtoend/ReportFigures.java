package io.meetinginsights.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.meetinginsights.jobs.report.ReportFile;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The figures of a report of one day, each computed again by SQL over the tables: nothing of what
 * makes the report is used.
 */
final class ReportFigures {

  private final SparkSession spark;
  private final String siteId;
  private final String day;
  private final String page;
  private final JsonNode site;

  ReportFigures(Warehouse warehouse, String siteId, String day, String page) throws IOException {
    warehouse.registerTables();
    this.spark = warehouse.spark();
    this.siteId = siteId;
    this.day = day;
    this.page = page;
    this.site = ReportFile.block(page, "site");
  }

  /** Compares all of them. */
  void equalTheTables() throws IOException {
    totals();
    series("gold.site_series", "", site.path("series"));
    feedbackAndCoverage();
    fixFirst();
    List<Row> clients = clients();
    worstClient(clients.get(0).getString(0));
    behind();
  }

  private List<Row> sql(String text) {
    return spark.sql(String.format(text, siteId, day)).collectAsList(); // OK: a test's few rows
  }

  private void totals() {
    Row row = sql("SELECT * FROM gold.site_summary WHERE site_id = '%s' AND day = '%s'").get(0);
    assertThat(site.path("days").size()).isOne();
    site.path("days")
        .get(0)
        .properties()
        .forEach(
            figure -> {
              if (!figure.getKey().equals("day")) {
                assertThat(figure.getValue().asLong())
                    .as(figure.getKey())
                    .isEqualTo((long) row.<Long>getAs(figure.getKey()));
              }
            });
  }

  /** Every column that the block holds, row by row; and no column with a figure is missing. */
  private void series(String table, String condition, JsonNode series) {
    List<Row> rows =
        sql(
            "SELECT *, unix_timestamp(bucket_at) AS at FROM "
                + table
                + " WHERE site_id = '%s' AND day = '%s' AND bucket = '10m' "
                + condition
                + " ORDER BY bucket_at");
    assertThat(series.path("at").size()).isEqualTo(rows.size()).isPositive();
    for (String column : rows.get(0).schema().fieldNames()) {
      boolean isFigure = column.matches("at|.*_(minutes|calls|clients|ms|pct|dbm)");
      boolean isEmpty = rows.stream().allMatch(row -> row.getAs(column) == null);
      assertThat(series.has(column)).as(column).isEqualTo(isFigure && !isEmpty);
      for (int i = 0; i < rows.size() && series.has(column); i++) {
        same(series.path(column).get(i), rows.get(i).getAs(column), column + " " + i);
      }
    }
  }

  private static void same(JsonNode shown, Object expected, String as) {
    if (expected == null) {
      assertThat(shown.isNull()).as(as).isTrue();
    } else {
      assertThat(shown.asDouble())
          .as(as)
          .isCloseTo(((Number) expected).doubleValue(), within(0.00501));
    }
  }

  private void feedbackAndCoverage() {
    for (Row row :
        sql("SELECT * FROM gold.feedback_histogram WHERE site_id = '%s' AND day = '%s'")) {
      for (String rating : List.of("poor", "average", "good")) {
        same(site.at("/feedback/0/" + rating), row.getAs(rating), rating);
      }
    }
    List<Row> covered =
        sql(
            "SELECT measure, reason, minutes, share FROM gold.coverage WHERE site_id = '%s' AND"
                + " day = '%s' ORDER BY measure, minutes DESC, reason");
    assertThat(site.path("coverage").size()).isEqualTo(covered.size()).isPositive();
    for (int i = 0; i < covered.size(); i++) {
      JsonNode shown = site.path("coverage").get(i);
      assertThat(shown.path("reason").asText()).isEqualTo(covered.get(i).getString(1));
      same(shown.path("minutes"), covered.get(i).get(2), shown.toString());
      same(shown.path("share"), covered.get(i).get(3), shown.toString());
    }
  }

  private void fixFirst() {
    List<Row> rows =
        sql(
            "SELECT kind, item, bad_minutes, clients, mean_contribution, name FROM gold.fix_first WHERE"
                + " site_id = '%s' AND day = '%s' ORDER BY bad_minutes DESC, kind, item");
    assertThat(site.path("fix_first").size()).isEqualTo(rows.size()).isPositive();
    for (int i = 0; i < rows.size(); i++) {
      JsonNode shown = site.path("fix_first").get(i);
      assertThat(shown.path("item").asText()).isEqualTo(rows.get(i).getString(1));
      same(shown.path("bad_minutes"), rows.get(i).get(2), "bad minutes");
      same(shown.path("clients"), rows.get(i).get(3), "clients");
      same(shown.path("mean_contribution"), rows.get(i).get(4), "mean contribution");
      assertThat(shown.path("name").textValue()).isEqualTo(rows.get(i).getString(5));
    }
  }

  private List<Row> clients() {
    List<Row> rows =
        sql(
            "SELECT c.client_key, c.num_calls, c.total_minutes, c.bad_minutes, c.lowest_rating,"
                + " c.lowest_score, p.display_name, (SELECT max_by(mac, seen_to) FROM"
                + " silver.client_identities i WHERE i.client_key = c.client_key AND i.source ="
                + " 'network') AS mac FROM gold.site_clients c LEFT JOIN silver.people p ON"
                + " p.person_key = c.person_key WHERE c.site_id = '%s' AND c.day = '%s' ORDER BY"
                + " c.bad_minutes DESC, c.client_key");
    assertThat(site.path("clients").size()).isEqualTo(rows.size()).isPositive();
    for (int i = 0; i < rows.size(); i++) {
      JsonNode shown = site.path("clients").get(i);
      same(shown.path("num_calls"), rows.get(i).get(1), "calls");
      same(shown.path("total_minutes"), rows.get(i).get(2), "minutes");
      same(shown.path("bad_minutes"), rows.get(i).get(3), "bad minutes");
      assertThat(shown.path("lowest_rating").textValue()).isEqualTo(rows.get(i).getString(4));
      same(shown.path("lowest_score"), rows.get(i).get(5), "lowest score");
      assertThat(shown.path("user").textValue()).isEqualTo(rows.get(i).getString(6));
      assertThat(shown.path("mac").textValue()).isEqualTo(rows.get(i).getString(7));
    }
    return rows;
  }

  private void worstClient(String client) throws IOException {
    String own = "AND client_key = '" + client + "'";
    JsonNode details = ReportFile.block(page, "client-0");
    series("gold.client_series", own, details.path("series"));
    String ofDay = " WHERE site_id = '%s' AND day = '%s' " + own;
    List<Row> calls =
        sql(
            "SELECT meeting_id, bad_minutes, video_quality, main_cause, has_ranking,"
                + " account_id, meeting_uuid, participant_id, joined_at FROM gold.client_calls"
                + ofDay
                + " ORDER BY joined_at DESC, account_id, meeting_uuid, participant_id");
    assertThat(details.path("calls").size()).isEqualTo(calls.size()).isPositive();
    JsonNode rankings = ReportFile.block(page, "ranking-0");
    int ranked = 0;
    for (int i = 0; i < calls.size(); i++) {
      JsonNode shown = details.path("calls").get(i);
      same(shown.path("meeting_id"), calls.get(i).get(0), "meeting");
      same(shown.path("bad_minutes"), calls.get(i).get(1), "bad minutes");
      assertThat(shown.path("video_quality").asText()).isEqualTo(calls.get(i).getString(2));
      assertThat(shown.path("main_cause").textValue()).isEqualTo(calls.get(i).getString(3));
      assertThat(shown.path("has_ranking").asBoolean()).isEqualTo(calls.get(i).getBoolean(4));
      ranked += rankings.path(Integer.toString(i)).size();
    }
    Row first =
        sql("SELECT count(DISTINCT meeting_uuid, participant_id, joined_at, minute_at)"
                + " FROM gold.feature_ranking"
                + ofDay)
            .get(0);
    assertThat(ranked).isEqualTo((int) first.getLong(0)).isPositive();
    contributions(rankings, ofDay);
    health(details.path("health"), ofDay);
    List<Row> events =
        sql("SELECT classification, count(*) FROM gold.call_events" + ofDay + " GROUP BY 1");
    for (Row kind : events) {
      long shown = 0;
      for (JsonNode event : details.path("events")) {
        shown += event.path("classification").asText().equals(kind.getString(0)) ? 1 : 0;
      }
      assertThat(shown).as(kind.getString(0)).isEqualTo(kind.getLong(1));
    }
  }

  /** The contributions of all features and categories, target by target and minute by minute. */
  private void contributions(JsonNode rankings, String ofDay) {
    List<String> categories = List.of("wireless", "wired", "wan", "client", "remote", "context");
    List<String> shown = new ArrayList<>();
    rankings.forEach(
        minutes ->
            minutes.forEach(
                minute ->
                    minute
                        .path("targets")
                        .forEach(
                            target -> {
                              String head =
                                  minute.path("at").asLong() + " " + target.path("target").asText();
                              for (int i = 0; i < target.path("features").size(); i++) {
                                if (!target.path("features").get(i).isNull()) {
                                  shown.add(
                                      head
                                          + " "
                                          + site.at("/features/" + i + "/name").asText()
                                          + " "
                                          + Math.round(
                                              100 * target.path("features").get(i).asDouble()));
                                }
                              }
                              for (int i = 0; i < categories.size(); i++) {
                                if (!target.path("categories").get(i).isNull()) {
                                  shown.add(
                                      head
                                          + " "
                                          + categories.get(i)
                                          + " "
                                          + Math.round(
                                              100 * target.path("categories").get(i).asDouble()));
                                }
                              }
                            })));
    List<String> expected = new ArrayList<>();
    sql("SELECT unix_timestamp(minute_at), target, if(feature = '', category, feature),"
            + " contribution FROM gold.feature_ranking"
            + ofDay)
        .forEach(
            row ->
                expected.add(
                    row.getLong(0)
                        + " "
                        + row.getString(1)
                        + " "
                        + row.getString(2)
                        + " "
                        + Math.round(100 * row.getDouble(3))));
    assertThat(shown).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** The five clients behind each point of each of the site's lines. */
  private void behind() {
    List<String> columns =
        java.util.Arrays.stream(
                spark.sql("SELECT * FROM gold.client_series LIMIT 0").schema().fieldNames())
            .filter(column -> column.matches("bad_minutes|.*_(ms|pct|dbm)"))
            .toList();
    List<String> shown = new ArrayList<>();
    site.path("behind").fieldNames().forEachRemaining(shown::add);
    List<String> expected = new ArrayList<>();
    for (String column : columns) {
      if (behind(column, column)) {
        expected.add(column);
      }
    }
    // Clients have no mean of their CPU: behind the site's stand their highest.
    if (behind("system_cpu_avg_pct", "system_cpu_max_pct")) {
      expected.add("system_cpu_avg_pct");
    }
    assertThat(shown).containsExactlyInAnyOrderElementsOf(expected);
  }

  private boolean behind(String line, String column) {
    List<Row> rows =
        sql(
            ("SELECT place, value FROM (SELECT s.COLUMN AS value, s.bucket_at, c.place,"
                    + " row_number() OVER (PARTITION BY s.bucket_at ORDER BY s.COLUMN DESC,"
                    + " c.place) AS nth FROM gold.client_series s JOIN (SELECT client_key,"
                    + " row_number() OVER (ORDER BY bad_minutes DESC, client_key) - 1 AS place"
                    + " FROM gold.site_clients WHERE site_id = '%1$s' AND day = '%2$s') c ON"
                    + " c.client_key = s.client_key WHERE s.site_id = '%1$s' AND s.day = '%2$s'"
                    + " AND s.bucket = '10m' AND s.COLUMN IS NOT NULL AND (s.COLUMN <> 0 OR"
                    + " 'COLUMN' <> 'bad_minutes')) WHERE nth <= 5 ORDER BY bucket_at, nth")
                .replace("COLUMN", column));
    List<JsonNode> shown = new ArrayList<>();
    site.path("behind").path(line).forEach(bucket -> bucket.forEach(shown::add));
    assertThat(shown).as(line).hasSize(2 * rows.size());
    for (int i = 0; i < rows.size(); i++) {
      same(shown.get(2 * i), rows.get(i).get(0), line + ": client behind " + i);
      same(shown.get(2 * i + 1), rows.get(i).get(1), line + ": figure behind " + i);
    }
    return !rows.isEmpty();
  }

  /** Of a level all judged minutes; a classifier is told beside those of its level. */
  private void health(JsonNode shown, String ofDay) {
    List<Row> rows =
        sql(
            "SELECT service_level, classifier, sum(failed_minutes) AS failed, max(judged) AS judged FROM (SELECT *,"
                + " sum(if(classifier = '', total_minutes, 0)) OVER (PARTITION BY service_level)"
                + " AS judged FROM gold.client_health"
                + ofDay
                + ") GROUP BY service_level, classifier ORDER BY service_level, classifier");
    assertThat(shown.size()).isEqualTo(rows.size()).isPositive();
    for (int i = 0; i < rows.size(); i++) {
      JsonNode level = shown.get(i);
      assertThat(level.path("service_level").asText()).isEqualTo(rows.get(i).getString(0));
      assertThat(level.path("classifier").asText()).isEqualTo(rows.get(i).getString(1));
      same(level.path("failed_minutes"), rows.get(i).get(2), "failed " + level);
      same(level.path("total_minutes"), rows.get(i).get(3), "judged " + level);
    }
  }
}
