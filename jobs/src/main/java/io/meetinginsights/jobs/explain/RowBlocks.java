package io.meetinginsights.jobs.explain;

import io.meetinginsights.warehouse.SparkRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Turns rows into others, a block at a time, in order. */
final class RowBlocks implements Iterator<InternalRow> {

  private static final int BLOCK_ROWS = 2048;

  private final Iterator<InternalRow> rows;
  private final Function<List<InternalRow>, Iterator<InternalRow>> body;
  private Iterator<InternalRow> ready = Collections.emptyIterator();

  private RowBlocks(
      Iterator<InternalRow> rows, Function<List<InternalRow>, Iterator<InternalRow>> body) {
    this.rows = rows;
    this.body = body;
  }

  /** Makes what works on the blocks of a partition; called in its task. */
  interface BodyOfPartition extends Serializable {

    /** From a block's rows to others, which may be one object that is filled anew for each. */
    Function<List<InternalRow>, Iterator<InternalRow>> make();
  }

  /**
   * Maps rows.
   *
   * @param schema of the rows that {@code body} makes
   */
  static SparkRows map(SparkRows rows, StructType schema, BodyOfPartition body) {
    return new SparkRows(
        rows.spark(),
        rows.rows().mapPartitions(partition -> new RowBlocks(partition, body.make())),
        schema);
  }

  @Override
  public boolean hasNext() {
    while (!ready.hasNext() && rows.hasNext()) {
      List<InternalRow> block = new ArrayList<>(BLOCK_ROWS);
      while (block.size() < BLOCK_ROWS && rows.hasNext()) {
        // Spark fills one object again for each row.
        block.add(rows.next().copy());
      }
      ready = body.apply(block);
    }
    return ready.hasNext();
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.next();
  }
}
