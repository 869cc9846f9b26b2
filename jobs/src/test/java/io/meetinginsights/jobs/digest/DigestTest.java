package io.meetinginsights.jobs.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.jobs.testing.GoldRows;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.tables.gold.FixFirst;
import io.meetinginsights.tables.gold.SiteSummary;
import io.meetinginsights.testing.GoldTables;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seven days before of 2, 4, 2, 4, 3, 3, 3 bad minutes in 100: median 3 %; the deviations from it
 * are 0 0 0 1 1 1 1, their median 1 %; the band ends at 3 % + 3 x 1.4826 % = 7.4478 %.
 */
class DigestTest {

  private static final LocalDate DAY = LocalDate.parse("2026-03-09");
  private static final int[] BEFORE = {2, 4, 2, 4, 3, 3, 3};

  @TempDir static Path folder;

  @BeforeAll
  static void write() {
    List<Map<String, Object>> days = new ArrayList<>();
    for (int i = 0; i < BEFORE.length; i++) {
      days.add(summary("worse", DAY.minusDays(i + 1), 100, BEFORE[i], 0));
      days.add(summary("same", DAY.minusDays(i + 1), 100, BEFORE[i], 0));
      days.add(summary("tiny", DAY.minusDays(i + 1), 100, BEFORE[i], 0));
    }
    days.add(summary("worse", DAY, 100, 3, 5));
    days.add(summary("same", DAY, 100, 7, 0));
    days.add(summary("tiny", DAY, 29, 0, 29));
    days.add(summary("new", DAY, 100, 50, 0));
    GoldTables.at(folder)
        .write(SiteSummary.SCHEMA, days)
        .write(
            FixFirst.SCHEMA,
            fix("wan_link", "wan", "gw/ge-0/0/0", null, 5),
            fix("access_point", "wireless", "5c5b35000001", "AP lobby", 9));
  }

  private static Map<String, Object> summary(
      String site, LocalDate day, int total, int wireless, int wan) {
    return GoldRows.summary(
        site,
        day,
        "site_name",
        "Site " + site,
        "total_minutes",
        total,
        "bad_minutes",
        wireless + wan,
        "bad_minutes_wireless",
        wireless,
        "bad_minutes_wan",
        wan);
  }

  private static Map<String, Object> fix(
      String kind, String category, String item, String name, int badMinutes) {
    return GoldRows.suspect(
        "worse",
        DAY,
        kind,
        item,
        "category",
        category,
        "name",
        name,
        "bad_minutes",
        badMinutes,
        "clients",
        2);
  }

  private static Map<String, Object> digest() {
    return Digest.of(GoldReader.open(folder.toString(), new Configuration()), DAY);
  }

  @Test
  @SuppressWarnings("unchecked")
  void onlyTheSiteThatLeftItsBandIsTold() {
    List<Map<String, Object>> left = (List<Map<String, Object>>) digest().get("left_their_band");
    assertThat(left).hasSize(1);
    Map<String, Object> site = left.get(0);
    assertThat(site.get("site")).isEqualTo("Site worse");
    assertThat((Double) site.get("bad_share")).isCloseTo(0.08, within(1e-12));
    assertThat((Double) site.get("usual_share")).isCloseTo(0.03, within(1e-12));
    assertThat((Double) site.get("band_ends_at")).isCloseTo(0.074478, within(1e-9));
    // Wireless is as ever, WAN rose from nothing.
    assertThat(site.get("cause")).isEqualTo("wan");
    assertThat(((Map<String, Object>) site.get("evidence")).get("item")).isEqualTo("gw/ge-0/0/0");
    assertThat(digest().get("without_a_band_yet")).isEqualTo(List.of("Site new"));
  }

  @Test
  void textSaysShareBandCauseAndWhereToLook() {
    assertThat(String.join("\n", Digest.lines(digest())))
        .contains("1 of 3 sites had more bad minutes than is usual for them")
        .contains(
            "Site worse: 8.0 % of minutes bad (8 of 100), usually 3.0 %, its band ends at 7.4 %")
        .contains("Most of the rise: wan, 5 minutes")
        .contains("look first at wan link gw/ge-0/0/0: 5 bad minutes of 2 clients");
  }

  @Test
  void anAccessPointIsToldByItsName(@TempDir Path other) {
    List<Map<String, Object>> days = new ArrayList<>();
    for (int i = 0; i < BEFORE.length; i++) {
      days.add(summary("worse", DAY.minusDays(i + 1), 100, BEFORE[i], 0));
    }
    days.add(summary("worse", DAY, 100, 20, 0));
    GoldTables.at(other)
        .write(SiteSummary.SCHEMA, days)
        .write(FixFirst.SCHEMA, fix("access_point", "wireless", "5c5b35000001", "AP lobby", 9));
    assertThat(
            String.join(
                "\n",
                Digest.lines(
                    Digest.of(GoldReader.open(other.toString(), new Configuration()), DAY))))
        .contains("look first at access point AP lobby (5c5b35000001): 9 bad minutes");
  }
}
