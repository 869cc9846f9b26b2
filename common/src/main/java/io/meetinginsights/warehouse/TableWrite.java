package io.meetinginsights.warehouse;

/**
 * What a run committed to a table, from Delta's own history.
 *
 * @param table its qualified name
 * @param version the table's version after the run
 * @param commits of the run
 * @param rowsWritten rows inserted and updated, without rows that a rewritten file only copied
 * @param rowsDeleted rows that a commit took out
 * @param filesAdded data files
 * @param bytesAdded their size
 */
public record TableWrite(
    String table,
    long version,
    long commits,
    long rowsWritten,
    long rowsDeleted,
    long filesAdded,
    long bytesAdded) {}
