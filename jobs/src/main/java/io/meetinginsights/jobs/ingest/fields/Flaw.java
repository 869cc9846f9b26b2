package io.meetinginsights.jobs.ingest.fields;

/**
 * Something wrong with a record.
 *
 * @param field where, as the record names it
 * @param reason a word of silver.rejected_records, such as {@code wrong_type}
 * @param detail what was expected, never what was found: that may be somebody's data
 * @param severity {@link Flaws#REJECTED} or {@link Flaws#REPAIRED}
 */
public record Flaw(String field, String reason, String detail, String severity) {}
