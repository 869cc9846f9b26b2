package io.meetinginsights.jobs.ingest.fields;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * An iterator over rows made from other rows. A subclass takes its input row by row and emits any
 * number of rows whenever it has some.
 */
public abstract class MadeRows implements Iterator<InternalRow> {

  private final Iterator<InternalRow> rows;
  private final Deque<InternalRow> made = new ArrayDeque<>();

  protected MadeRows(Iterator<InternalRow> rows) {
    this.rows = rows;
  }

  /** Takes the next row. Spark may reuse the object for the row after it: copy what you keep. */
  protected abstract void take(InternalRow row);

  /** Called after the last row. */
  protected void end() {
    // Nothing is left where each row is dealt with by itself.
  }

  /** Adds a row to the output. */
  protected final void emit(InternalRow row) {
    made.add(row);
  }

  @Override
  public final boolean hasNext() {
    while (made.isEmpty() && rows.hasNext()) {
      take(rows.next());
      if (!rows.hasNext()) {
        end();
      }
    }
    return !made.isEmpty();
  }

  @Override
  public final InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return made.poll();
  }
}
