package io.meetinginsights.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.runner.DayRange;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The report as a reader uses it, in the system's Chromium. Without one the tests are skipped, but
 * not where CI is true. Pictures go to target/report.
 */
class ReportBrowserTest {

  private static final Path PICTURES = Path.of("target", "report");

  @TempDir static Path folder;
  private static Chromium browser;
  private static Path monday;
  private static Path twoDays;

  @BeforeAll
  static void openBrowser() throws Exception {
    Optional<Path> program = Chromium.installed();
    if (program.isEmpty() && !"true".equals(System.getenv("CI"))) {
      Assumptions.abort("Chromium is not installed: install it to test the report in a browser");
    }
    ReportWorld.write(folder.resolve("warehouse"));
    monday = report("monday.html", DayRange.of(ReportWorld.MONDAY));
    twoDays = report("two-days.html", new DayRange(ReportWorld.MONDAY, ReportWorld.TUESDAY));
    browser =
        new Chromium(
            program.orElseThrow(
                () -> new AssertionError("CI needs Chromium: apt-get install chromium")),
            folder.resolve("profile"));
  }

  private static Path report(String name, DayRange days) {
    Path out = folder.resolve(name);
    ReportJob.run(
        GoldReader.open(folder.resolve("warehouse").toString(), new Configuration()),
        "s1",
        days,
        out,
        "test");
    return out;
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void openReport() {
    browser.size(1280, 900);
    browser.prefers("light");
    browser.open(monday);
  }

  @Test
  void theSitePageShowsTotalsCausesFeedbackAndCoverage() throws Exception {
    assertThat(browser.texts(".tile dd"))
        .containsExactly("1,000", "60 6.0 %", "10", "21", "25", "4");
    assertThat(browser.texts(".causes li strong"))
        .containsExactly("40 min", "2 min", "8 min", "4 min", "1 min", "5 min");
    assertThat(browser.texts("[data-rating] > span:first-child")).containsExactly("3", "1", "8");
    assertThat(browser.text("section[aria-labelledby='coverage']"))
        .contains("On the network", "900", "90.0 %", "At home", "10.0 %", "MAC address", "80.0 %")
        .contains("Zoom's dashboard");
    // Red in the last bar, which would not show if its bucket lay outside the chart.
    String lastBar =
        "(() => { const section = document.querySelector('[data-chart=\"Call minutes\"]');"
            + " const place = section.chart.where(1, 2); const canvas ="
            + " section.querySelector('canvas'); const origin = canvas.getBoundingClientRect();"
            + " const pixel = canvas.getContext('2d').getImageData(place.x + 5 - origin.left,"
            + " place.y + 3 - origin.top, 1, 1).data; return pixel[0] - pixel[1]; })()";
    assertThat(browser.js(lastBar).asInt()).isGreaterThan(100);
    browser.screenshot(PICTURES.resolve("site.png"), 1280);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void severalDaysAddUpInHoursWithTheDaysBesideEachOther() {
    browser.open(twoDays);
    assertThat(browser.texts(".tile dd"))
        .containsExactly(
            "1,500", "70 4.7 %", "15", "21 most in a day", "25 most in a day", "4 most in a day");
    assertThat(browser.count(".stack")).isEqualTo(2);
    // 30 minutes at 2.0 and 10 at 4.0; the week before 20 and 1; clients do not add up.
    assertThat(browser.text("section[aria-labelledby='fix-first'] tbody tr"))
        .contains("AP lobby", "5c:5b:35:00:02:05")
        .containsPattern("40\\s+6\\s+2.50\\s+21");
    assertThat(browser.text("h1 + p")).contains("3 Mar 2026", "Europe/Berlin");
    assertThat(browser.js("document.querySelector('[data-chart=Latency]').chart.values(0, 0)"))
        .hasToString("42.13");
  }

  @Test
  void theLegendSwitchesASeriesOffAndOn() {
    String legend = "[data-chart=Latency] .legend button";
    assertThat(browser.texts(legend))
        .containsExactly(
            "audio-in",
            "audio-out",
            "video-in",
            "video-out",
            "screen-share-in",
            "screen-share-out",
            "wan-avg-latency",
            "All",
            "None");
    String shown = "JSON.stringify(document.querySelector('[data-chart=Latency]').chart.shown)";
    String pixels =
        "(() => { const c = document.querySelector('[data-chart=Latency] canvas');"
            + " return c.getContext('2d').getImageData(0, 0, c.width, c.height).data"
            + ".reduce((sum, value) => sum + value, 0); })()";
    long before = browser.js(pixels).asLong();
    browser.click(legend);
    assertThat(browser.js(shown).asText()).isEqualTo("[false,true,true,true,true,true,true]");
    browser.await(pixels + " !== " + before);
    browser.click(legend);
    assertThat(browser.js(shown).asText()).isEqualTo("[true,true,true,true,true,true,true]");
    browser.click(legend + ":nth-last-child(1)");
    assertThat(browser.js(shown).asText()).doesNotContain("true");
  }

  @Test
  void theStatisticOfTheChartsCanBeChosen() {
    browser.click("[data-statistic=max]");
    assertThat(browser.js("document.querySelector('[data-chart=Latency]').chart.values(0, 1)"))
        .hasToString("410.5");
    browser.click("[data-chart=Latency] details summary");
    browser.await("document.querySelector('[data-chart=Latency] table')");
    assertThat(browser.text("[data-chart=Latency] tbody tr")).contains("2 Mar, 11:00", "142");
  }

  @Test
  void aPointLeadsToTheClientBehindIt() {
    browser.js("document.querySelector('[data-chart=\"CPU usage\"]').scrollIntoView()");
    JsonNode place =
        browser.js("document.querySelector('[data-chart=\"CPU usage\"]').chart.where(1, 1)");
    browser.click(place.path("x").asDouble(), place.path("y").asDouble());
    browser.await("document.querySelector('[data-chart=\"CPU usage\"] .point a')");
    assertThat(browser.text("[data-chart='CPU usage'] .point"))
        .contains("2 Mar, 11:10 to 11:20", "highest client 93 %", "d4:6a:6a:00:00:00", ": 93 %")
        .contains("laptop-01, Ada Lovelace: 55 %");
    browser.click("[data-chart='CPU usage'] .point a");
    browser.await("document.querySelector('main').dataset.shown === 'client'");
    assertThat(browser.text(".crumbs")).isEqualTo("Clients / d4:6a:6a:00:00:00");
  }

  @Test
  void aPointIsReachedByTheKeyboardAndReadAloud() {
    browser.js("document.querySelector('[data-chart=Latency] .plot').focus()");
    browser.key("ArrowRight");
    browser.key("ArrowRight");
    assertThat(browser.text("[data-chart=Latency] .readout"))
        .contains("11:10 to 11:20", "audio-in 311 ms", "wan-avg-latency 28.5 ms");
    browser.key("Enter");
    assertThat(browser.text("[data-chart=Latency] .point")).contains("d4:6a:6a:00:00:00", "331 ms");
    browser.key("ArrowRight");
    // The gap without calls is passed over.
    assertThat(browser.text("[data-chart=Latency] .readout")).contains("11:40 to 11:50");
    browser.key("Escape");
    assertThat(browser.text("[data-chart=Latency] .point")).isEmpty();
  }

  @Test
  void clientsAreFilteredSearchedSortedAndPaged() throws Exception {
    browser.go("#/clients", "clients");
    assertThat(browser.count("main tbody tr")).isEqualTo(20);
    assertThat(browser.text("main [role=status]")).isEqualTo("1–20 of 25");
    browser.screenshot(PICTURES.resolve("clients.png"), 1280);
    browser.js(
        "[...document.querySelectorAll('main .button')].find(b => b.innerText === 'Next').click()");
    assertThat(browser.text("main [role=status]")).isEqualTo("21–25 of 25");
    browser.click("main input[type=search]");
    browser.type("ada love");
    assertThat(browser.texts("main tbody a")).containsExactly("d4:6a:6a:00:00:01");
    browser.js("document.querySelector('main input[type=search]').select()");
    browser.type("D4:6A:6A:00:00:0b");
    assertThat(browser.texts("main tbody a")).containsExactly("d4:6a:6a:00:00:0b");
    browser.js("document.querySelector('main input[type=search]').select()");
    browser.type("laptop");
    assertThat(browser.text("main [role=status]")).isEqualTo("1–20 of 24");
    browser.click("main input[type=checkbox]");
    assertThat(browser.text("main [role=status]")).isEqualTo("1–9 of 9");
    browser.js(
        "(() => { const s = document.querySelector('main select'); s.value = 'wired';"
            + " s.dispatchEvent(new Event('change')); })()");
    assertThat(browser.texts("main tbody a"))
        .containsExactly("d4:6a:6a:00:00:04", "d4:6a:6a:00:00:09");
    browser.click("main thead th:nth-child(1) button");
    browser.click("main thead th:nth-child(1) button");
    assertThat(browser.texts("main tbody a"))
        .containsExactly("d4:6a:6a:00:00:09", "d4:6a:6a:00:00:04");
    assertThat(browser.count("th[aria-sort=descending]")).isOne();
  }

  @Test
  void aClientKnownByTwoNamesShowsBoth() {
    browser.go("#/client/1", "client");
    assertThat(browser.text("h1")).isEqualTo("laptop-01");
    assertThat(browser.text("main")).contains("Also known as old-name", "Ada Lovelace");
  }

  @Test
  void aClientsPageShowsSignalMeetingsAndEvents() {
    browser.go("#/client/0", "client");
    assertThat(browser.texts("[data-chart=Latency] .legend button")).contains("RSSI");
    assertThat(browser.js("document.querySelector('[data-chart=Latency]').chart.values(6, 0)"))
        .hasToString("-61");
    assertThat(browser.text("section[aria-labelledby=health]"))
        .contains("7", "of 120 min failed", "wifi interference 7 min");
    assertThat(browser.text("section[aria-labelledby=meetings] [role=status]"))
        .isEqualTo("1–10 of 12");
    browser.click("section[aria-labelledby=meetings] input");
    browser.type("83871359877");
    assertThat(browser.text("section[aria-labelledby=meetings] tbody tr"))
        .contains("2 Mar, 10:58", "2 Mar, 11:25", "27 min", "Fair (Mos:3-4)", "Not applicable");
    assertThat(browser.texts("[data-events]"))
        .containsExactly("4 Total", "2 Good", "1 Neutral", "1 Bad");
    browser.click("[data-events=bad]");
    assertThat(browser.count(".events li")).isOne();
    assertThat(browser.text(".events summary")).contains("2 Mar, 11:10:01");
    browser.click(".events summary");
    assertThat(browser.text(".events p")).contains("HIGH_CPU_OBSERVED");
  }

  @Test
  void theRankingGraphOpensItsCategoriesAndGoesFromMinuteToMinute() throws Exception {
    browser.go("#/client/0", "client");
    browser.click("section[aria-labelledby=meetings] input");
    browser.type("83871359877");
    browser.click("section[aria-labelledby=meetings] .caret");
    browser.await("document.querySelector('.ranking')");
    assertThat(browser.text(".verdict")).contains("Wireless", "strength 0.83", "0.90", "97 %");
    assertThat(browser.texts(".ranking .category"))
        .satisfiesExactly(
            first -> assertThat(first).contains("Wireless", "+3.00"),
            second -> assertThat(second).contains("WAN", "-0.25"));
    assertThat(browser.text(".ranking thead")).contains("Contribution, log-odds");
    assertThat(browser.count(".ranking .axis span")).isGreaterThan(2);
    // -2 + 3 - 0.25 = 0.75, a probability of 0.68.
    assertThat(browser.text(".opened"))
        .contains("Base -2.00 log-odds, with the contributions 0.75 log-odds", "0.68");
    assertThat(browser.count(".ranking .feature")).isZero();
    browser.click(".ranking .caret");
    assertThat(browser.texts(".ranking .feature"))
        .satisfiesExactly(
            first -> assertThat(first).contains("radio_util", "83 %", "+2.50"),
            second -> assertThat(second).contains("client_rssi", "missing", "+0.50"));
    // Bars are in proportion: 2.5 against 0.5.
    assertThat(
            browser
                .js(
                    "(() => { const w = [...document.querySelectorAll('.feature .fill')].map(b =>"
                        + " parseFloat(b.style.width)); return Math.round(10 * w[0] / w[1]); })()")
                .asInt())
        .isEqualTo(50);
    browser.click(".opened input[type=checkbox]");
    assertThat(browser.count(".ranking .feature")).isEqualTo(3);
    browser.screenshot(PICTURES.resolve("ranking.png"), 1280);
    browser.click(".opened input[type=checkbox]");
    assertThat(browser.count(".ranking .feature")).isZero();
    browser.js(
        "[...document.querySelectorAll('.opened .button')].find(b => b.innerText === 'Later').click()");
    assertThat(browser.text(".verdict")).contains("Unexplained", "no category stands out");
    assertThat(browser.texts(".opened select option"))
        .startsWith("2 Mar, 11:03 · Wireless", "2 Mar, 11:12 · Unexplained");
    browser.js(
        "(() => { const s = document.querySelectorAll('.opened select')[1];"
            + " s.value = 'audio_in_latency_ms'; s.dispatchEvent(new Event('change')); })()");
    assertThat(browser.text(".ranking")).contains("Contribution, ms", "+25.5");
  }

  @Test
  void nothingThatANameHoldsIsEverRun() {
    for (String[] page :
        new String[][] {{"#/", "site"}, {"#/clients", "clients"}, {"#/client/0", "client"}}) {
      browser.go("#/none", "site");
      browser.go(page[0], page[1]);
      browser.js("document.querySelectorAll('details').forEach(d => { d.open = true; })");
      browser.js("document.querySelectorAll('.caret').forEach(c => c.click())");
      browser.js("new Promise(done => setTimeout(done, 100))");
      assertThat(browser.text("main")).contains("</script><script>window.pwned=1</script>");
      assertThat(browser.count("main img, main script")).isZero();
    }
    assertThat(browser.js("typeof window.pwned").asText()).isEqualTo("undefined");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void noTextIsCutOnAPhoneOrAtTwiceTheSize() throws Exception {
    for (int width : new int[] {360, 640, 1280}) {
      browser.size(width, 800);
      for (String[] page :
          new String[][] {{"#/", "site"}, {"#/clients", "clients"}, {"#/client/0", "client"}}) {
        browser.go("#/none", "site");
        browser.go(page[0], page[1]);
        browser.js("document.querySelectorAll('.caret').forEach(c => c.click())");
        browser.js("new Promise(done => setTimeout(done, 200))");
        assertThat(
                browser
                    .js(
                        "(() => { const wide = []; const walker = document.createTreeWalker(document.body,"
                            + " NodeFilter.SHOW_TEXT); while (walker.nextNode()) { const e ="
                            + " walker.currentNode.parentElement; if (!walker.currentNode.data.trim() ||"
                            + " e.closest('.scroll, .hidden-text, thead, script, style, .skip, noscript'))"
                            + " continue; const r = document.createRange();"
                            + " r.selectNodeContents(walker.currentNode); const b ="
                            + " r.getBoundingClientRect(); if (b.right > innerWidth + 1 || b.left < -1)"
                            + " wide.push(walker.currentNode.data.slice(0, 40)); } return"
                            + " JSON.stringify(wide); })()")
                    .asText())
            .as("%s at %d", page[0], width)
            .isEqualTo("[]");
        assertThat(browser.js("document.scrollingElement.scrollWidth").asInt())
            .as("%s at %d", page[0], width)
            .isLessThanOrEqualTo(width);
      }
    }
    browser.size(360, 800);
    browser.screenshot(PICTURES.resolve("phone.png"), 360);
  }

  @Test
  void aMeetingsNumberAndTimesStayWholeWhereItsTableHasLittleRoom() {
    browser.size(1000, 800);
    browser.go("#/client/0", "client");
    assertThat(
            browser
                .js(
                    "Math.max(...[...document.querySelectorAll('section[aria-labelledby=meetings]"
                        + " tbody td:nth-child(3) > span:last-child')].map(cell => { const r ="
                        + " document.createRange(); r.selectNodeContents(cell.firstChild); return"
                        + " r.getClientRects().length; }))")
                .asInt())
        .as("lines of a meeting's number")
        .isEqualTo(1);
    assertThat(
            browser
                .js(
                    "Math.max(...[...document.querySelectorAll('section[aria-labelledby=meetings]"
                        + " tbody td:nth-child(4) > span:last-child')].map(cell =>"
                        + " cell.getClientRects().length))")
                .asInt())
        .as("lines of a day and time")
        .isLessThanOrEqualTo(2);
  }

  @Test
  void lightAndDarkFollowTheReaderAndTheButton() throws Exception {
    String background = "getComputedStyle(document.body).backgroundColor";
    assertThat(browser.js(background).asText()).isEqualTo("rgb(245, 246, 248)");
    browser.prefers("dark");
    browser.await("document.documentElement.dataset.theme === 'dark'");
    assertThat(browser.js(background).asText()).isEqualTo("rgb(14, 19, 25)");
    browser.screenshot(PICTURES.resolve("dark.png"), 1280);
    browser.click("#theme");
    assertThat(browser.text("#theme")).isEqualTo("Theme: light");
    assertThat(browser.js(background).asText()).isEqualTo("rgb(245, 246, 248)");
  }

  @Test
  void textStandsOutFromItsGroundInBothThemes() {
    for (String scheme : new String[] {"light", "dark"}) {
      browser.prefers(scheme);
      browser.await("document.documentElement.dataset.theme === '" + scheme + "'");
      assertThat(
              browser
                  .js(
                      "(() => { const of = name => { const h ="
                          + " getComputedStyle(document.documentElement).getPropertyValue('--' + name)"
                          + ".trim(); const l = [1, 3, 5].map(i => parseInt(h.slice(i, i + 2), 16) /"
                          + " 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);"
                          + " return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };"
                          + " const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);"
                          + " return Math.min(...['ink', 'soft', 'accent', 'good', 'average', 'poor']"
                          + ".flatMap(n => [ratio(of(n), of('card')), ratio(of(n), of('page'))])); })()")
                  .asDouble())
          .as("least contrast of text, %s", scheme)
          .isGreaterThanOrEqualTo(4.5);
    }
  }

  @Test
  void everythingIsReachedAndWorkedByKeys() {
    browser.js("document.activeElement.blur()");
    browser.key("Tab");
    assertThat(browser.js("document.activeElement.className").asText()).isEqualTo("skip");
    browser.js("document.querySelector('nav.pages a:nth-child(2)').focus()");
    browser.key("Enter");
    browser.await("document.querySelector('main').dataset.shown === 'clients'");
    assertThat(browser.js("document.activeElement.tagName").asText()).isEqualTo("H1");
    browser.go("#/client/0", "client");
    browser.js("document.querySelectorAll('[data-chart=Jitter] .legend button')[0].focus()");
    browser.key(" ");
    assertThat(browser.count("[data-chart=Jitter] .legend [aria-pressed=false]")).isOne();
    assertThat(
            browser
                .js(
                    "[...document.querySelectorAll('button, a[href], select, input')].filter(e =>"
                        + " e.tabIndex < 0 || !(e.innerText || e.ariaLabel || e.closest('label')))"
                        + ".length")
                .asInt())
        .as("things to use without a key or a name")
        .isZero();
  }
}
