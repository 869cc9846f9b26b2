package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The keys rows are joined on, and the check that they are keys. */
final class Keys {

  /** One join of one participant. */
  static final List<String> CALL =
      List.of("account_id", "meeting_uuid", "participant_id", "joined_at");

  /** One minute of it. */
  static final List<String> MINUTE =
      List.of("account_id", "meeting_uuid", "participant_id", "joined_at", "minute_at");

  private Keys() {}

  static String[] of(List<String> key) {
    return key.toArray(String[]::new);
  }

  static Column[] columns(List<String> key) {
    return key.stream().map(name -> col(name)).toArray(Column[]::new);
  }

  /** Key columns and others. */
  static Column[] columns(List<String> key, Column... others) {
    Column[] all = java.util.Arrays.copyOf(columns(key), key.size() + others.length);
    System.arraycopy(others, 0, all, key.size(), others.length);
    return all;
  }

  /** The rows, if no two share a key: a join that multiplied rows ends here, not in a report. */
  static Dataset<Row> assertUnique(Dataset<Row> rows, String what, List<String> key) {
    Dataset<Row> twice =
        rows.groupBy(columns(key))
            .agg(count(lit(1)).as("row_count"))
            .where(col("row_count").gt(1))
            .limit(1);
    for (Row row : twice.collectAsList()) { // OK: one row at most
      throw new IllegalStateException(
          what
              + " hold the key "
              + row
              + " more than once, where "
              + key
              + " is their key: a table that was joined to them breaks its own key. Run the job"
              + " that writes it again for these days.");
    }
    return rows;
  }
}
