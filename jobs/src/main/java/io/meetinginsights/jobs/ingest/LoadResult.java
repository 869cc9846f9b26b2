package io.meetinginsights.jobs.ingest;

import io.meetinginsights.runner.Counts;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.warehouse.Warehouse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What one side of a load leaves: rows written, silver days changed, the rejected records still to
 * be written.
 *
 * @param rejects rows for silver.rejected_records, without job and run
 * @param records one row a record read of the landed days: dataset, is_rejected
 */
public record LoadResult(
    Counts counts,
    SortedSet<LocalDate> changedDays,
    List<Dataset<Row>> rejects,
    List<Dataset<Row>> records) {

  /** Gathers a result while the stages run. */
  public static final class Builder {
    private Counts counts = Counts.none();
    private final SortedSet<LocalDate> changedDays = new TreeSet<>();
    private final List<Dataset<Row>> rejects = new ArrayList<>();
    private final List<Dataset<Row>> records = new ArrayList<>();

    /** The tables have got rows, as many as the log says of their last commit. */
    public void wrote(Warehouse warehouse, List<TableSchema> tables) {
      for (TableSchema table : tables) {
        counts = counts.with("written to " + table.qualifiedName(), warehouse.rowsWritten(table));
      }
    }

    /** Something else worth a line. */
    public void counted(String name, long value) {
      counts = counts.with(name, value);
    }

    /** Silver of a day is not what it was. */
    public void changed(LocalDate day) {
      changedDays.add(day);
    }

    /** Rows of rejected records. */
    public void rejects(Dataset<Row> rows) {
      rejects.add(rows);
    }

    /** Records read, with dataset and is_rejected. */
    public void records(Dataset<Row> rows) {
      records.add(rows);
    }

    public LoadResult build() {
      return new LoadResult(counts, changedDays, List.copyOf(rejects), List.copyOf(records));
    }
  }
}
