package io.meetinginsights.jobs.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows as programs read them: a JSON object a line. Every column is there, missing values are null;
 * instants have microseconds, as the tables have.
 */
final class JsonLines {

  private static final Map<String, String> AS_STORED =
      Map.of("ignoreNullFields", "false", "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX");

  private JsonLines() {}

  /** All rows in their order, partition by partition: what is held is one partition. */
  static void write(Dataset<Row> rows, PrintWriter out) {
    Column[] columns =
        Arrays.stream(rows.columns())
            .map(name -> col("`" + name.replace("`", "``") + "`"))
            .toArray(Column[]::new);
    if (columns.length == 0) {
      return;
    }
    Iterator<Row> lines =
        rows.select(to_json(struct(columns), AS_STORED))
            .toLocalIterator(); // OK: what was asked for
    while (lines.hasNext()) {
      out.println(lines.next().getString(0));
    }
  }
}
