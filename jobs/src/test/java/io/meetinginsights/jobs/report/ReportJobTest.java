package io.meetinginsights.jobs.report;

import static io.meetinginsights.testing.GoldTables.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.InputLimitError;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.gold.CallEvents;
import io.meetinginsights.tables.gold.ClientCalls;
import io.meetinginsights.tables.gold.ClientHealth;
import io.meetinginsights.tables.gold.ClientSeries;
import io.meetinginsights.tables.gold.FeedbackHistogram;
import io.meetinginsights.tables.gold.FixFirst;
import io.meetinginsights.tables.gold.SiteClients;
import io.meetinginsights.tables.gold.SiteSeries;
import io.meetinginsights.tables.gold.SiteSummary;
import io.meetinginsights.tables.silver.Sites;
import io.meetinginsights.testing.GoldTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the file; how it looks and works is {@link ReportBrowserTest}'s. */
class ReportJobTest {

  private static final DayRange MONDAY = DayRange.of(ReportWorld.MONDAY);

  @TempDir static Path folder;

  @BeforeAll
  static void write() {
    ReportWorld.write(folder);
  }

  private static GoldReader tables() {
    return GoldReader.open(folder.toString(), new Configuration());
  }

  private static Report.Pages pages(DayRange days) {
    return ReportReader.read(tables(), "s1", days, "test");
  }

  @Test
  void theFileHoldsTheTablesUnderTheirOwnNamesAndNothingOfOtherSites() throws Exception {
    Path out = folder.resolve("report.html");
    ReportJob.run(tables(), "s1", MONDAY, out, "test");
    String page = Files.readString(out);
    JsonNode site = ReportFile.block(page, "site");
    assertThat(site.at("/days/0/bad_minutes_wireless").asInt()).isEqualTo(40);
    assertThat(site.at("/series/audio_in_latency_avg_ms").toString())
        .isEqualTo("[42.13,310.5,55.0]");
    // A column that was never measured takes no room.
    assertThat(site.at("/series/video_in_latency_avg_ms").isMissingNode()).isTrue();
    assertThat(site.at("/behind/audio_in_latency_avg_ms/0").toString())
        .isEqualTo("[0,62.13,1,22.13]");
    assertThat(site.at("/behind/bad_minutes").toString()).isEqualTo("[[],[0,10.0],[0,20.0]]");
    assertThat(ReportFile.block(page, "ranking-0").at("/11/0/targets/0/total").asDouble())
        .isEqualTo(0.75);
    assertThat(ReportFile.block(page, "client-0").at("/calls/11/meeting_id").asLong())
        .isEqualTo(83871359877L);
    assertThat(page).doesNotContain("pwned").contains("Copyright (c)", "default-src 'none'");
    assertThat(page).doesNotContainPattern("(src|href)=\"?https?:");
  }

  @Test
  void equalTablesGiveAnEqualFile() {
    assertThat(ReportPage.of(pages(MONDAY), ReportPage.MAX_BYTES))
        .isEqualTo(ReportPage.of(pages(MONDAY), ReportPage.MAX_BYTES));
  }

  @Test
  void whatDoesNotFitIsLeftOutFromTheLeastHurtOn() throws Exception {
    String whole = ReportPage.of(pages(MONDAY), ReportPage.MAX_BYTES);
    assertThat(ReportFile.block(whole, "site").at("/clients/24/has_details").asBoolean()).isTrue();
    String tight = ReportPage.of(pages(MONDAY), whole.length() - 3000);
    assertThat(tight.length()).isLessThanOrEqualTo(whole.length() - 3000);
    JsonNode clients = ReportFile.block(tight, "site").at("/clients");
    assertThat(clients.size()).isEqualTo(ReportWorld.CLIENTS);
    assertThat(clients.at("/0/has_details").asBoolean()).isTrue();
    assertThat(clients.at("/24/has_details").asBoolean()).isFalse();
    assertThat(ReportFile.block(tight, "client-24")).isNull();
    assertThat(ReportFile.block(tight, "ranking-0")).isNull();
    assertThat(ReportFile.block(tight, "site").at("/notices").toString())
        .contains("of the 25 clients", "the ranking graphs of 0 clients");
    assertThat(ReportFile.block(whole, "site").at("/notices").size()).isZero();
    assertThatThrownBy(() -> ReportPage.of(pages(MONDAY), 1000))
        .isInstanceOf(InputLimitError.class)
        .hasMessageContaining("25 clients")
        .hasMessageContaining("fewer days");
  }

  @Test
  void anUnknownSiteIsAnsweredWithTheNearestNames() {
    assertThatThrownBy(() -> ReportReader.read(tables(), "Lundon", MONDAY, "test"))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("There is no site \"Lundon\"")
        .hasMessageContaining("nearest names: London, ");
    assertThat(ReportReader.read(tables(), "london", MONDAY, "test").report().days()).hasSize(1);
  }

  @Test
  void anEmptyPeriodIsAnsweredWithTheLastDayWithData() {
    assertThatThrownBy(() -> pages(DayRange.of(ReportWorld.TUESDAY.plusDays(1))))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("--date 2026-03-03, the last day with data");
  }

  @Test
  void aPeriodWithoutAModelSaysSo(@TempDir Path unexplained) {
    GoldTables.at(unexplained)
        .write(Sites.SCHEMA, row("org_id", "o1", "site_id", "s1", "source", "both"))
        .write(SiteSummary.SCHEMA, ReportWorld.summary(ReportWorld.MONDAY, 9, 2, 0, 0, 0, 0, 0, 2));
    for (TableSchema table :
        List.of(
            SiteSeries.SCHEMA,
            ClientSeries.SCHEMA,
            FeedbackHistogram.SCHEMA,
            FixFirst.SCHEMA,
            SiteClients.SCHEMA,
            ClientCalls.SCHEMA,
            CallEvents.SCHEMA,
            ClientHealth.SCHEMA)) {
      GoldTables.at(unexplained).write(table, List.of());
    }
    Report.Pages pages =
        ReportReader.read(
            GoldReader.open(unexplained.toString(), new Configuration()), "s1", MONDAY, "test");
    assertThat(pages.report().notices())
        .singleElement()
        .asString()
        .startsWith("No model has explained these days");
    assertThat(pages.report().days()).extracting(Report.Day::badMinutesUnexplained).contains(2L);
  }

  @Test
  void aReportOfAQuarterHasNoRankingsAndSaysWhichDaysHadNoCalls() {
    DayRange quarter = new DayRange(ReportWorld.MONDAY, ReportWorld.MONDAY.plusDays(89));
    Report.Pages pages = pages(quarter);
    assertThat(pages.report().notices())
        .containsExactly(
            "No call was measured on 88 of the 90 days, the first of them 2026-03-04.",
            "A report of more than 31 days has no ranking graphs; one of fewer days has them.");
    assertThat(pages.rankings()).allSatisfy(ofClient -> assertThat(ofClient).isEmpty());
    assertThat(ReportPage.of(pages, ReportPage.MAX_BYTES)).contains("id=\"client-0\"");
  }

  @Test
  void aFolderThatIsNotThereIsAnsweredWithTheRemedy() {
    assertThatThrownBy(
            () -> ReportJob.run(tables(), "s1", MONDAY, folder.resolve("none/report.html"), "test"))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("give --out a file in a folder that is there");
  }

  @Test
  void withoutASiteEverySiteHasAFileOfItsOwn() throws Exception {
    Path reports = folder.resolve("reports/monday");
    var counts = ReportJob.runAll(tables(), MONDAY, reports, "test");
    try (var files = Files.list(reports)) {
      assertThat(files.count()).isEqualTo(counts.of("sites")).isPositive();
    }
    long ofAll =
        GoldReader.open(folder.toString(), new Configuration()).from(Sites.SCHEMA).list().size();
    assertThat(counts.of("sites")).isEqualTo(ofAll);
  }
}
