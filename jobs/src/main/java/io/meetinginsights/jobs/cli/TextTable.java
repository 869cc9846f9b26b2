package io.meetinginsights.jobs.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;

/** Rows as people read them in a terminal: a header, numbers to the right, long values cut. */
final class TextTable {

  private static final int MOST_CHARACTERS = 80;

  private TextTable() {}

  /** The first rows of a dataset; says so when there are more. */
  static String of(Dataset<Row> rows, int most) {
    List<Row> shown = rows.limit(most + 1).collectAsList(); // OK: the rows a person reads
    String[] names = rows.columns();
    boolean[] isNumber =
        toBooleans(
            Arrays.stream(rows.schema().fields())
                .map(f -> f.dataType() instanceof NumericType)
                .toList());
    List<String[]> cells = new ArrayList<>();
    cells.add(names);
    for (Row row : shown.subList(0, Math.min(most, shown.size()))) {
      String[] line = new String[names.length];
      for (int i = 0; i < names.length; i++) {
        line[i] = cell(row.get(i));
      }
      cells.add(line);
    }
    int[] widths = new int[names.length];
    cells.forEach(line -> widen(widths, line));
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < cells.size(); r++) {
      StringBuilder line = new StringBuilder(" ");
      for (int i = 0; i < names.length; i++) {
        String value = cells.get(r)[i];
        String padding = " ".repeat(widths[i] - value.length());
        line.append(' ').append(isNumber[i] ? padding + value : value + padding).append(' ');
      }
      text.append(line.toString().stripTrailing()).append('\n');
      if (r == 0) {
        StringBuilder rule = new StringBuilder(" ");
        for (int width : widths) {
          rule.append(' ').append("-".repeat(width)).append(' ');
        }
        text.append(rule.toString().stripTrailing()).append('\n');
      }
    }
    if (shown.size() > most) {
      text.append("  … more than ").append(most).append(" rows\n");
    } else if (shown.isEmpty()) {
      text.append("  no rows\n");
    }
    return text.toString();
  }

  private static String cell(Object value) {
    String text =
        value == null
            ? "-"
            : value instanceof scala.collection.Iterable<?> many
                ? many.mkString("[", ", ", "]")
                : value.toString();
    String oneLine = text.replaceAll("\\p{Cntrl}", " ");
    return oneLine.length() <= MOST_CHARACTERS
        ? oneLine
        : oneLine.substring(0, MOST_CHARACTERS - 1) + "…";
  }

  private static void widen(int[] widths, String[] line) {
    for (int i = 0; i < line.length; i++) {
      widths[i] = Math.max(widths[i], line[i].length());
    }
  }

  private static boolean[] toBooleans(List<Boolean> values) {
    boolean[] array = new boolean[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }
}
