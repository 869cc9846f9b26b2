package io.meetinginsights.reader;

import static io.meetinginsights.testing.GoldTables.row;
import static io.meetinginsights.testing.GoldTables.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;
import io.meetinginsights.testing.GoldTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows are written by Kernel's own writer; every expected value stands in the test. */
class GoldReaderTest {

  private static final LocalDate MONDAY = LocalDate.parse("2026-03-02");
  private static final LocalDate TUESDAY = LocalDate.parse("2026-03-03");
  private static final LocalDate WEDNESDAY = LocalDate.parse("2026-03-04");
  private static final Instant NINE = Instant.parse("2026-03-02T09:00:00.123456Z");

  /** Every type the tables use. */
  private static final TableSchema TABLE =
      TableSchema.gold("kinds")
          .comment("Each type once.")
          .required("day", Types.DATE, "Day.")
          .required("name", Types.STRING, "Key.")
          .optional("count", Types.LONG, "A bigint.")
          .optional("position", Types.INTEGER, "An int.")
          .optional("share", Types.DOUBLE, "A double.")
          .optional("base", Types.FLOAT, "A float.")
          .optional("is_bad", Types.BOOLEAN, "A boolean.")
          .optional("at", Types.TIMESTAMP, "A timestamp.")
          .optional("words", Types.STRINGS, "An array of strings.")
          .optional("by_feature", Types.FLOATS, "An array of floats.")
          .optional("by_category", Types.BY_CATEGORY, "A struct.")
          .optional("top_features", Types.TOP_FEATURES, "An array of structs.")
          .key("name")
          .partitionedBy("day")
          .build();

  private static final Map<String, Object> FULL =
      row(
          "day",
          MONDAY,
          "name",
          "full",
          "count",
          5_000_000_000L,
          "position",
          7,
          "share",
          0.25,
          "base",
          1.5,
          "is_bad",
          true,
          "at",
          NINE,
          "words",
          List.of("a", "b"),
          "by_feature",
          List.of(0.5, -2.0),
          "by_category",
          row(
              "wireless",
              0.5,
              "wired",
              0.0,
              "wan",
              0.0,
              "client",
              0.0,
              "remote",
              0.0,
              "context",
              -1.0),
          "top_features",
          List.of(
              row("feature", "radio_util", "contribution", 1.25, "value", 83.0),
              row("feature", "client_rssi", "contribution", 0.5)));

  @TempDir Path folder;
  private GoldTables tables;

  @BeforeEach
  void write() {
    tables =
        GoldTables.at(folder)
            .write(TABLE, FULL, row("day", MONDAY, "name", "empty"))
            .write(
                TABLE,
                with(FULL, "day", TUESDAY, "count", 1L, "is_bad", false),
                with(FULL, "day", WEDNESDAY, "name", "other", "count", 2L));
  }

  private GoldReader reader() {
    return GoldReader.open(folder.toString(), new Configuration());
  }

  @Test
  void everyTypeComesBackAsItWasWritten() {
    GoldRow full =
        reader()
            .from(TABLE)
            .days(DayRange.of(MONDAY))
            .where(Where.equal("name", "full"))
            .list()
            .get(0);
    assertThat(full.day("day")).isEqualTo(MONDAY);
    assertThat(full.text("name")).isEqualTo("full");
    assertThat(full.whole("count")).isEqualTo(5_000_000_000L);
    assertThat(full.whole("position")).isEqualTo(7);
    assertThat(full.number("share")).isEqualTo(0.25);
    assertThat(full.number("base")).isEqualTo(1.5);
    assertThat(full.flag("is_bad")).isTrue();
    assertThat(full.instant("at")).isEqualTo(NINE);
    assertThat(full.texts("words")).containsExactly("a", "b");
    assertThat(full.numbers("by_feature")).containsExactly(0.5, -2.0);
    assertThat(full.row("by_category").number("context")).isEqualTo(-1.0);
    assertThat(full.rows("top_features"))
        .extracting(f -> f.text("feature"), f -> f.number("contribution"), f -> f.number("value"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("radio_util", 1.25, 83.0),
            org.assertj.core.groups.Tuple.tuple("client_rssi", 0.5, null));
  }

  @Test
  void nullsComeBackAsNull() {
    GoldRow empty = reader().from(TABLE).where(Where.equal("name", "empty")).list().get(0);
    assertThat(empty.whole("count")).isNull();
    assertThat(empty.number("share")).isNull();
    assertThat(empty.flag("is_bad")).isNull();
    assertThat(empty.instant("at")).isNull();
    assertThat(empty.texts("words")).isNull();
    assertThat(empty.row("by_category")).isNull();
    assertThat(empty.rows("top_features")).isNull();
  }

  @Test
  void onlyFilesOfTheDaysAreOpened() {
    GoldReader reader = reader();
    assertThat(reader.from(TABLE).days(new DayRange(TUESDAY, WEDNESDAY)).select("name").list())
        .extracting(row -> row.text("name"))
        .containsExactlyInAnyOrder("full", "other");
    assertThat(reader.filesRead()).isEqualTo(2);
    assertThat(reader.tablesRead()).containsExactly("gold.kinds");
  }

  @Test
  void filesThatCannotHoldAKeyAreNotOpened() {
    GoldReader reader = reader();
    assertThat(reader.from(TABLE).where(Where.equal("name", "other")).list()).hasSize(1);
    assertThat(reader.filesRead()).isEqualTo(1);
    assertThat(reader.from(TABLE).where(Where.in("name", List.of("none", "nobody"))).list())
        .isEmpty();
    assertThat(reader.from(TABLE).where(Where.in("name", List.of())).list()).isEmpty();
  }

  @Test
  void conditionsAreTestedRowByRow() {
    assertThat(names(Where.in("name", List.of("empty", "other"))))
        .containsExactly("empty", "other");
    assertThat(names(Where.isTrue("is_bad"))).containsExactly("full", "other");
    assertThat(names(Where.atLeast("count", 2))).containsExactly("full", "other");
    assertThat(names(Where.from("at", NINE))).containsExactly("full", "full", "other");
    assertThat(names(Where.from("at", NINE.plusNanos(1000)))).isEmpty();
    assertThat(names(Where.before("at", NINE))).isEmpty();
    assertThat(names(Where.before("at", NINE.plusNanos(1000))))
        .containsExactly("full", "full", "other");
  }

  private List<String> names(Where condition) {
    return reader().from(TABLE).where(condition).select("name").list().stream()
        .map(row -> row.text("name"))
        .sorted()
        .toList();
  }

  @Test
  void theGreatestOfAColumnComesFromTheLogAlone() {
    GoldReader reader = reader();
    assertThat(reader.lastDay(TABLE)).contains(WEDNESDAY);
    assertThat(reader.greatest(TABLE, "at")).contains(NINE.truncatedTo(ChronoUnit.MILLIS));
    assertThat(reader.filesRead()).isZero();
  }

  @Test
  void aTableFiledByMonthIsReadByDayAndCountsAFileOnce() {
    TableSchema months =
        TableSchema.gold("months")
            .required("day", Types.DATE, "Day.")
            .filedByMonth("name", "day")
            .required("name", Types.STRING, "Key.")
            .optional("at", Types.TIMESTAMP, "An instant.")
            .key("name", "day")
            .build();
    tables.write(
        months,
        row("day", LocalDate.parse("2026-01-31"), "name", "january"),
        row("day", LocalDate.parse("2026-02-27"), "name", "february", "at", NINE.minusSeconds(60)),
        row("day", LocalDate.parse("2026-02-28"), "name", "last"),
        row("day", MONDAY, "name", "march"));
    GoldReader reader = reader();
    DayRange days = new DayRange(LocalDate.parse("2026-02-28"), MONDAY);
    for (int again = 0; again < 2; again++) {
      assertThat(reader.from(months).days(days).select("name").list())
          .extracting(row -> row.text("name"))
          .containsExactlyInAnyOrder("last", "march");
    }
    assertThat(reader.filesRead()).isEqualTo(2);
    assertThat(reader.lastDay(months)).contains(MONDAY);
    assertThat(reader.greatest(months, "at"))
        .contains(NINE.minusSeconds(60).truncatedTo(ChronoUnit.MILLIS));
    assertThat(reader.filesRead()).isEqualTo(2);
  }

  @Test
  void aColumnThatTheTableDoesNotHaveYetIsNull() {
    TableSchema later = widened(false);
    GoldRow row = reader().from(later).where(Where.equal("name", "other")).list().get(0);
    assertThat(row.text("added")).isNull();
    assertThat(row.text("name")).isEqualTo("other");
    assertThat(reader().from(later).where(Where.equal("added", "x")).list()).isEmpty();
  }

  @Test
  void aNeededColumnThatIsMissingNamesTheTableAndTheRemedy() {
    assertThatThrownBy(() -> reader().from(widened(true)).list())
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("gold.kinds")
        .hasMessageContaining("[added]")
        .hasMessageContaining("meeting-insights insights --date");
  }

  private static TableSchema widened(boolean isRequired) {
    TableSchema.Builder builder =
        TableSchema.gold("kinds")
            .required("day", Types.DATE, "Day.")
            .required("name", Types.STRING, "Key.");
    return (isRequired
            ? builder.required("added", Types.STRING, "New.")
            : builder.optional("added", Types.STRING, "New."))
        .key("name")
        .partitionedBy("day")
        .build();
  }

  @Test
  void aTableThatIsNotThereNamesItsPlaceAndTheCommandThatWritesIt() {
    TableSchema absent = TableSchema.silver("absent").required("a", Types.STRING, "A.").build();
    assertThat(reader().exists(absent)).isFalse();
    assertThatThrownBy(() -> reader().from(absent).list())
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("silver.absent")
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("meeting-insights ingest --date");
  }

  @Test
  void aFileThatIsGoneIsAnUpstreamsFault() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        Files.delete(file);
      }
    }
    assertThatThrownBy(() -> reader().from(TABLE).list())
        .isInstanceOf(UpstreamError.class)
        .hasMessageContaining("gold.kinds");
  }

  @Test
  void aQueryKeepsToTheVersionItFirstSaw() {
    GoldReader reader = reader();
    assertThat(reader.from(TABLE).list()).hasSize(4);
    tables.write(TABLE, with(FULL, "name", "late"));
    assertThat(reader.from(TABLE).list()).hasSize(4);
    assertThat(reader().from(TABLE).list()).hasSize(5);
  }
}
