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

  @Option(
      names = "--rows",
      defaultValue = "50",
      description = "Rows shown at the most. Default: ${DEFAULT-VALUE}")
  int rows;

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
      out.println(answer(context, statement));
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
            out.println(answer(context, text.substring(0, text.length() - 1)));
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
        out.println(answer(context, pending.toString()));
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

  private String answer(JobContext context, String text) {
    try {
      Dataset<Row> result = context.spark().sql(text);
      return result.columns().length == 0 ? "ok" : TextTable.of(result, rows);
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
