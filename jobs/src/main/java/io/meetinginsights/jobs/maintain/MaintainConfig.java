package io.meetinginsights.jobs.maintain;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Tables;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Section {@code maintain}: how long what is kept. */
public record MaintainConfig(
    int landingDays,
    int bronzeDays,
    int silverDays,
    int goldDays,
    List<OfTable> tables,
    int opsDays,
    int historyDays,
    int compactDays) {

  /** Days of a single table. */
  public record OfTable(String table, int days) {

    public OfTable {
      if (table == null || Tables.named(table).isEmpty()) {
        throw new IllegalArgumentException(
            "table is " + table + ", the name of a table such as silver.people is needed");
      }
      atLeastOne("days", days);
    }
  }

  public MaintainConfig {
    tables = tables == null ? List.of() : List.copyOf(tables);
    atLeastOne("landing-days", landingDays);
    atLeastOne("bronze-days", bronzeDays);
    atLeastOne("silver-days", silverDays);
    atLeastOne("gold-days", goldDays);
    atLeastOne("ops-days", opsDays);
    atLeastOne("history-days", historyDays);
    if (compactDays < 0) {
      throw new IllegalArgumentException(
          "compact-days is " + compactDays + ", at least 0 is needed");
    }
    if (landingDays > bronzeDays) {
      throw new IllegalArgumentException(
          "landing-days is "
              + landingDays
              + ", at most bronze-days, "
              + bronzeDays
              + ", is needed: a file whose lines bronze has lost would be loaded again");
    }
    Set<String> named = new HashSet<>();
    for (OfTable one : tables) {
      if (!named.add(one.table())) {
        throw new IllegalArgumentException("tables names " + one.table() + " twice");
      }
    }
  }

  /** How long a table's rows are kept. */
  int daysOf(TableSchema table) {
    for (OfTable one : tables) {
      if (one.table().equals(table.qualifiedName())) {
        return one.days();
      }
    }
    return switch (table.layer()) {
      case "bronze" -> bronzeDays;
      case "silver" -> silverDays;
      default -> goldDays;
    };
  }

  private static void atLeastOne(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(key + " is " + value + ", at least 1 is needed");
    }
  }
}
