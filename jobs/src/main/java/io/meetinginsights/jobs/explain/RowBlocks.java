package io.meetinginsights.jobs.explain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Function;
import org.apache.spark.sql.Row;

/** Turns a partition's rows into others, a block at a time, in order. */
final class RowBlocks implements Iterator<Row> {

  private static final int BLOCK_ROWS = 2048;

  private final Iterator<Row> rows;
  private final Function<List<Row>, List<Row>> body;
  private final Queue<Row> ready = new ArrayDeque<>();

  RowBlocks(Iterator<Row> rows, Function<List<Row>, List<Row>> body) {
    this.rows = rows;
    this.body = body;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && rows.hasNext()) {
      List<Row> block = new ArrayList<>(BLOCK_ROWS);
      while (block.size() < BLOCK_ROWS && rows.hasNext()) {
        block.add(rows.next());
      }
      ready.addAll(body.apply(block));
    }
    return !ready.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }
}
