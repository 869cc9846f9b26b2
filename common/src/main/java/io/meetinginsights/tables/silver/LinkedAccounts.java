package io.meetinginsights.tables.silver;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * silver.linked_accounts: A Zoom account that feeds an organisation.
 *
 * <p>Key: account_id, org_id.
 */
public final class LinkedAccounts {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.silver("linked_accounts")
          .comment("A Zoom account that feeds an organisation.")
          .required("account_id", Types.STRING, "The Zoom account.")
          .required(
              "org_id",
              Types.STRING,
              "The organisation it feeds, from conf/sites.yaml; the account's own id where none is configured.")
          .required("first_day", Types.DATE, "First landing day seen of this account.")
          .required("last_day", Types.DATE, "Last landing day seen of this account.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("account_id", "org_id")
          .keptInOneFile()
          .build();

  private LinkedAccounts() {}
}
