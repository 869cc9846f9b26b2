package io.meetinginsights.jobs.evaluate;

import io.meetinginsights.docs.MarkdownTable;
import io.meetinginsights.jobs.evaluate.EvaluateJob.Method;
import io.meetinginsights.jobs.evaluate.PooledFigures.Pooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Figures as tables to read, in a terminal and in docs/blame.md alike. */
public final class BlameTables {

  private BlameTables() {}

  /** All tables that the figures give. */
  public static String of(PooledFigures figures) {
    StringBuilder text = new StringBuilder();
    text.append(overall(figures)).append('\n');
    text.append(faults(figures)).append('\n');
    text.append(controls(figures)).append('\n');
    text.append(strengths(figures));
    return text.toString();
  }

  private static List<Method> methods(PooledFigures figures) {
    return Arrays.stream(Method.values()).filter(method -> figures.has(method.word())).toList();
  }

  private static String overall(PooledFigures figures) {
    List<Method> methods = methods(figures);
    List<String> header = new ArrayList<>(List.of("over all faults alike, %"));
    methods.forEach(method -> header.add(method.word()));
    List<List<String>> rows = new ArrayList<>();
    for (String[] line :
        new String[][] {
          {"category_top1", "right category first"},
          {"feature_top1", "a feature of the fault first"},
          {"feature_top3", "... among the first three"},
          {"feature_mrr", "mean reciprocal rank x 100"},
          {"precision", "precision of a blamed category, at natural prevalence"},
          {"unexplained_on_local", "unexplained, though a local fault did it"},
          {"local_blamed_for_far_end", "a local category blamed for the far end"},
          {"local_blamed_for_nothing", "a local category blamed where nothing measured did it"},
          {"alarms_on_controls", "called bad: telemetry looks bad, call is fine"},
          {"alarms_healthy", "called bad: telemetry is well, call is fine"},
          {"strength_calibration_error", "strength against how often it is right, mean distance"}
        }) {
      List<String> row = new ArrayList<>(List.of(line[1]));
      methods.forEach(
          method -> row.add(percent(figures.of(method.word(), Figure.ALL, line[0]), true)));
      rows.add(row);
    }
    for (String category : figures.slices("category=")) {
      List<String> row = new ArrayList<>(List.of("precision of " + category));
      methods.forEach(
          method ->
              row.add(
                  percent(figures.of(method.word(), "category=" + category, "precision"), true)));
      rows.add(row);
    }
    return table(header, rows)
        + "\nOf the bad minutes "
        + percent(figures.of("truth", Figure.ALL, "bad_fault"), false)
        + " % count for one fault; "
        + percent(figures.of("truth", Figure.ALL, "bad_no_cause"), false)
        + " % have no cause, "
        + percent(figures.of("truth", Figure.ALL, "bad_tie"), false)
        + " % are ties, "
        + percent(figures.of("truth", Figure.ALL, "bad_shared"), false)
        + " % are left out as no fault did it alone.\n";
  }

  private static String faults(PooledFigures figures) {
    List<Method> methods = methods(figures);
    Method shown = methods.get(0);
    List<String> header =
        new ArrayList<>(
            List.of(
                "fault",
                "minutes",
                "episodes",
                "judged %",
                "category %",
                "feature first %",
                "in three %",
                "MRR x 100",
                "unexplained %"));
    methods.stream().skip(1).forEach(method -> header.add(method.word() + " %"));
    List<List<String>> rows = new ArrayList<>();
    for (String fault : figures.slices("fault=")) {
      String slice = "fault=" + fault;
      Pooled right = figures.of(shown.word(), slice, "category_top1");
      if (figures.of(shown.word(), slice, "judged").minutes() == 0 || right.minutes() == 0) {
        continue;
      }
      List<String> row = new ArrayList<>();
      row.add("`" + fault + "`");
      row.add(count(figures.of(shown.word(), slice, "judged").minutes()));
      row.add(count(Math.round(figures.of(shown.word(), slice, "episodes").value())));
      row.add(percent(figures.of(shown.word(), slice, "judged"), false));
      row.add(percent(right, true));
      for (String metric : List.of("feature_top1", "feature_top3", "feature_mrr", "unexplained")) {
        row.add(percent(figures.of(shown.word(), slice, metric), false));
      }
      methods.stream()
          .skip(1)
          .forEach(
              method -> row.add(percent(figures.of(method.word(), slice, "category_top1"), false)));
      rows.add(row);
    }
    return table(header, rows);
  }

  /** Faults that a second model has not met in training, judged by both. */
  public static String absent(PooledFigures met, PooledFigures notMet, List<String> faults) {
    List<List<String>> rows = new ArrayList<>();
    for (String fault : faults) {
      List<String> row = new ArrayList<>(List.of("`" + fault + "`"));
      for (String metric : List.of("category_top1", "unexplained")) {
        for (PooledFigures figures : List.of(met, notMet)) {
          row.add(percent(figures.of(Method.MODEL.word(), "fault=" + fault, metric), true));
        }
      }
      rows.add(row);
    }
    return table(
        List.of(
            "fault",
            "category %, met in training",
            "not met",
            "unexplained %, met in training",
            "not met"),
        rows);
  }

  private static String controls(PooledFigures figures) {
    List<Method> methods =
        methods(figures).stream().filter(method -> method != Method.IMPORTANCE).toList();
    List<String> header = new ArrayList<>(List.of("negative control", "minutes"));
    methods.forEach(method -> header.add(method.word() + ": called bad %"));
    List<List<String>> rows = new ArrayList<>();
    for (String control : figures.slices("control=")) {
      List<String> row = new ArrayList<>();
      row.add("`" + control + "`");
      row.add(count(figures.of(methods.get(0).word(), "control=" + control, "alarms").minutes()));
      methods.forEach(
          method ->
              row.add(percent(figures.of(method.word(), "control=" + control, "alarms"), true)));
      rows.add(row);
    }
    return rows.isEmpty() ? "" : table(header, rows);
  }

  private static String strengths(PooledFigures figures) {
    List<List<String>> rows = new ArrayList<>();
    for (String bin : figures.slices("strength=")) {
      Pooled said = figures.of(Method.MODEL.word(), "strength=" + bin, "mean_strength");
      rows.add(
          List.of(
              percent(said, false),
              percent(figures.of(Method.MODEL.word(), "strength=" + bin, "right"), false),
              count(said.minutes())));
    }
    return rows.isEmpty() ? "" : table(List.of("strength said, %", "right, %", "minutes"), rows);
  }

  private static String table(List<String> header, List<List<String>> rows) {
    MarkdownTable table = new MarkdownTable(header.toArray(String[]::new));
    rows.forEach(row -> table.row(row.toArray(String[]::new)));
    return table.aligned();
  }

  private static String percent(Pooled figure, boolean withInterval) {
    if (Double.isNaN(figure.value())) {
      return "";
    }
    String value = String.format(Locale.ROOT, "%.1f", 100 * figure.value());
    return withInterval && !Double.isNaN(figure.halfWidth())
        ? value + String.format(Locale.ROOT, " ± %.1f", 100 * figure.halfWidth())
        : value;
  }

  private static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
