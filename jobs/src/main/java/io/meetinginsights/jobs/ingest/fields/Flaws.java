package io.meetinginsights.jobs.ingest.fields;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * What is wrong with a record, gathered while it is read. A record with a flaw of severity {@link
 * #REJECTED} is not used; with {@link #REPAIRED} it is used without the field.
 */
public final class Flaws {

  /** The column that holds a record's flaws, null where there are none. */
  public static final String COLUMN = "flaws";

  /** Type of {@link #COLUMN}. */
  public static final ArrayType TYPE =
      new ArrayType(
          new StructType()
              .add("field", DataTypes.StringType)
              .add("reason", DataTypes.StringType)
              .add("detail", DataTypes.StringType)
              .add("severity", DataTypes.StringType),
          false);

  public static final String REJECTED = "rejected";
  public static final String REPAIRED = "repaired";

  private final List<Flaw> found = new ArrayList<>();
  private boolean isRejected;

  /** Adds a flaw that makes the record unusable. */
  public void reject(String field, String reason, String detail) {
    found.add(new Flaw(field, reason, detail, REJECTED));
    isRejected = true;
  }

  /** Adds a flaw of one field. */
  public void repair(String field, String reason, String detail) {
    found.add(new Flaw(field, reason, detail, REPAIRED));
  }

  /** Rejects the record if a required field is absent or could not be read. */
  public void requirePresent(Object value, String field, String expected) {
    if (value == null) {
      reject(field, "missing_key", expected);
    }
  }

  /** Adds a flaw if a field holds something that could not be read. */
  public void requireReadable(String raw, Object value, String field, String expected) {
    if (value == null && Parse.isGiven(raw)) {
      repair(field, "wrong_type", expected);
    }
  }

  /** Adds a flaw for a word outside the documented ones; the word itself is kept. */
  public void requireKnownWord(String word, String field, Collection<String> documented) {
    if (Parse.isGiven(word) && !documented.contains(word)) {
      repair(field, "unknown_enum", "one of " + String.join(", ", documented));
    }
  }

  /** Whether the record must not be used. */
  public boolean isRejected() {
    return isRejected;
  }

  /** All flaws, in the order they were found. */
  public List<Flaw> found() {
    return found;
  }

  /** Value of {@link #COLUMN}. */
  public ArrayData column() {
    return found.isEmpty()
        ? null
        : new GenericArrayData(
            found.stream()
                .map(
                    flaw ->
                        new GenericInternalRow(
                            new Object[] {
                              UTF8String.fromString(flaw.field()),
                              UTF8String.fromString(flaw.reason()),
                              UTF8String.fromString(flaw.detail()),
                              UTF8String.fromString(flaw.severity())
                            }))
                .toArray());
  }
}
