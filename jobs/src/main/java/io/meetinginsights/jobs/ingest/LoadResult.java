package io.meetinginsights.jobs.ingest;

import io.meetinginsights.runner.Counts;
import io.meetinginsights.tables.TableSchema;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What one side of a load leaves: rows written, silver days changed, the rejected records still to
 * be written, and what is cached until they are.
 *
 * @param rejects rows for silver.rejected_records, without job and run
 * @param records one row a record read of the landed days: dataset, is_rejected
 */
public record LoadResult(
    Counts counts,
    SortedSet<LocalDate> changedDays,
    List<Dataset<Row>> rejects,
    List<Dataset<Row>> records,
    List<Dataset<Row>> cached) {

  /** Lets the memory go. */
  public void release() {
    cached.forEach(Dataset::unpersist);
  }

  /** Gathers a result while the stages run. */
  public static final class Builder {
    private Counts counts = Counts.none();
    private final SortedSet<LocalDate> changedDays = new TreeSet<>();
    private final List<Dataset<Row>> rejects = new ArrayList<>();
    private final List<Dataset<Row>> records = new ArrayList<>();
    private final List<Dataset<Row>> cached = new ArrayList<>();

    /** A table has got rows. */
    public void wrote(TableSchema table, long rows) {
      counts = counts.with("written to " + table.qualifiedName(), rows);
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

    /** A dataset that is persisted until the end of the load. */
    public void cached(Dataset<Row> rows) {
      cached.add(rows);
    }

    public LoadResult build() {
      return new LoadResult(
          counts, changedDays, List.copyOf(rejects), List.copyOf(records), List.copyOf(cached));
    }
  }
}
