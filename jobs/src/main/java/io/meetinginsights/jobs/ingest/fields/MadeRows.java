package io.meetinginsights.jobs.ingest.fields;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Rows made from rows, none, one or several of each, or of several together: a subclass takes one
 * after the other and gives what it makes.
 */
public abstract class MadeRows implements Iterator<InternalRow> {

  private final Iterator<InternalRow> rows;
  private final Deque<InternalRow> made = new ArrayDeque<>();

  protected MadeRows(Iterator<InternalRow> rows) {
    this.rows = rows;
  }

  /** Takes the next row, which is filled again for the one after it: who keeps it copies it. */
  protected abstract void take(InternalRow row);

  /** There are no more rows. */
  protected void end() {
    // Whoever makes its rows of one at a time has nothing left.
  }

  /** Gives a row. */
  protected final void give(InternalRow row) {
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
