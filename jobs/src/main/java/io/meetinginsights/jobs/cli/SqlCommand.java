package io.meetinginsights.jobs.cli;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code sql} command: Spark SQL with every table registered by its name. */
@Command(
    name = "sql",
    description =
        "Spark SQL over the tables by name, such as SELECT * FROM gold.site_summary. Without a statement it reads them from standard input, each ended by a semicolon.",
    mixinStandardHelpOptions = true)
final class SqlCommand implements Callable<Integer> {

  @Mixin CommonOptions common;
  @Spec CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "STATEMENT", description = "The statement.")
  String statement;

  /** How an answer is written. */
  enum Format {
    table,
    jsonl
  }

  @Option(
      names = "--format",
      defaultValue = "table",
      description =
          "${COMPLETION-CANDIDATES}: for people, or for programs: a JSON object a line with every column, null where a value is missing, instants as 2026-03-02T09:00:00.000000Z. Of statements from standard input each answer ends with an empty line. Default: ${DEFAULT-VALUE}")
  Format format;

  @Option(
      names = "--rows",
      description = "Rows shown at the most. Default: 50 of a table, all of jsonl")
  Integer rows;

  @Override
  public Integer call() {
    return common
        .runner(common.configuration())
        .read("sql", DayRange.of(LocalDate.EPOCH), this::answer);
  }

  private int answer(JobContext context) {
    context.warehouse().registerTables();
    PrintWriter out = spec.commandLine().getOut();
    if (statement != null) {
      answer(context, statement, out);
      if (format == Format.table) {
        out.println();
      }
      out.flush();
      return 0;
    }
    boolean isTerminal = System.console() != null;
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    StringBuilder pending = new StringBuilder();
    try {
      prompt(isTerminal, out, pending);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        pending.append(line).append('\n');
        if (line.stripTrailing().endsWith(";")) {
          String text = pending.toString().strip();
          pending.setLength(0);
          try {
            answer(context, text.substring(0, text.length() - 1), out);
            out.println();
          } catch (ConfigurationError refused) {
            if (!isTerminal) {
              throw refused;
            }
            out.println("error: " + refused.getMessage());
          }
        }
        prompt(isTerminal, out, pending);
      }
      if (!pending.toString().isBlank()) {
        answer(context, pending.toString(), out);
        out.println();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.flush();
    return 0;
  }

  private static void prompt(boolean isTerminal, PrintWriter out, StringBuilder pending) {
    if (isTerminal) {
      out.print(pending.length() == 0 ? "sql> " : "   > ");
    }
    out.flush();
  }

  private void answer(JobContext context, String text, PrintWriter out) {
    try {
      Dataset<Row> result = context.spark().sql(text);
      if (format == Format.jsonl) {
        JsonLines.write(rows == null ? result : result.limit(rows), out);
      } else {
        out.print(
            result.columns().length == 0 ? "ok" : TextTable.of(result, rows == null ? 50 : rows));
      }
    } catch (Exception e) {
      // AnalysisException is checked in Scala, so the compiler does not know it is thrown.
      if (e instanceof AnalysisException analysis) {
        throw new ConfigurationError(
            "The statement cannot be run",
            analysis.getMessage(),
            "docs/tables.md names the tables and their columns; SHOW TABLES IN gold lists them",
            analysis);
      }
      throw e;
    }
  }
}
