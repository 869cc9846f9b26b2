package io.meetinginsights.tables.silver;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * silver.people: A person as Zoom names them. The only table with names and e-mail addresses; facts
 * hold person_key.
 *
 * <p>Key: person_key.
 */
public final class People {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.silver("people")
          .comment(
              "A person as Zoom names them. The only table with names and e-mail addresses; facts hold person_key.")
          .required(
              "person_key",
              Types.STRING,
              "Surrogate key: keyed hash, the key stays outside the warehouse.")
          .required("account_id", Types.STRING, "The Zoom account.")
          .optional("zoom_user_id", Types.STRING, "Zoom's id of a signed-in user; null for guests.")
          .optional("email", Types.STRING, "E-mail address, lower case.")
          .optional("display_name", Types.STRING, "The name shown in calls.")
          .required(
              "is_account_user",
              Types.BOOLEAN,
              "Whether the person is a user of the linked account.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("person_key")
          .keptInOneFile()
          .build();

  private People() {}
}
