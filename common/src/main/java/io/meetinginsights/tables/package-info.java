/**
 * The tables: one class a table, with its columns, types, comments, key and partitions. {@link
 * io.meetinginsights.tables.Tables} lists them; docs/tables.md is generated from them. To add a
 * column, add a line to the table's class: the last projection of the job that writes it then fails
 * until the job supplies it.
 */
package io.meetinginsights.tables;
