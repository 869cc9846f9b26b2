package io.meetinginsights.jobs.ingest.fields;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What is wrong with a record, as a column: an array of {@code {field, reason, detail, severity}}.
 * A record with a flaw of severity {@code rejected} is not used; with {@code repaired} it is used
 * without the field. A flaw says what was expected, never what was found: that may be somebody's
 * data.
 */
public final class Flaws {

  /** The column that holds a record's flaws. */
  public static final String COLUMN = "flaws";

  public static final String REJECTED = "rejected";
  public static final String REPAIRED = "repaired";

  private static final StructType FLAW =
      new StructType()
          .add("field", DataTypes.StringType)
          .add("reason", DataTypes.StringType)
          .add("detail", DataTypes.StringType)
          .add("severity", DataTypes.StringType);

  private Flaws() {}

  /** A flaw that makes the record unusable, where {@code condition} holds. */
  public static Column rejected(Column condition, String field, String reason, String detail) {
    return flaw(condition, lit(field), lit(reason), detail, REJECTED);
  }

  /** A flaw of one field, where {@code condition} holds. */
  public static Column repaired(Column condition, String field, String reason, String detail) {
    return flaw(condition, lit(field), lit(reason), detail, REPAIRED);
  }

  /** As {@link #repaired(Column, String, String, String)} for a field known by row only. */
  public static Column repaired(Column condition, Column field, Column reason, String detail) {
    return flaw(condition, field, reason, detail, REPAIRED);
  }

  /** A required field that is not there or cannot be read. */
  public static Column missing(Column parsed, String field, String expected) {
    return rejected(parsed.isNull(), field, "missing_key", expected);
  }

  /** A field that holds something which is not what it should be. */
  public static Column wrongType(Column raw, Column parsed, String field, String expected) {
    return repaired(Parse.isGiven(raw).and(parsed.isNull()), field, "wrong_type", expected);
  }

  /** A word outside the documented ones; it is kept. */
  public static Column unknownWord(Column raw, String field, Object... documented) {
    return repaired(
        Parse.isGiven(raw).and(raw.isin(documented).equalTo(false)),
        field,
        "unknown_enum",
        "one of " + String.join(", ", List.of(documented).stream().map(Object::toString).toList()));
  }

  /** The flaws that hold, as one array. */
  public static Column of(List<Column> flaws) {
    Column[] all = flaws.toArray(Column[]::new);
    // array_compact is interpreted, some ten times slower than compiled code: only for the few
    // records that have a flaw at all.
    return when(coalesce(all).isNull(), array().cast(new ArrayType(FLAW, false)))
        .otherwise(array_compact(array(all)));
  }

  /** Whether flaws make the record unusable. */
  public static Column isRejected(Column flaws) {
    return exists(flaws, flaw -> flaw.getField("severity").equalTo(REJECTED));
  }

  private static Column flaw(
      Column condition, Column field, Column reason, String detail, String severity) {
    return when(
        coalesce(condition, lit(false)),
        struct(
                field.as("field"),
                reason.as("reason"),
                lit(detail).as("detail"),
                lit(severity).as("severity"))
            .cast(FLAW));
  }
}
