package io.meetinginsights.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.xxhash64;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.explain.ExplainConfig;
import io.meetinginsights.jobs.explain.Game;
import io.meetinginsights.jobs.explain.MinuteVerdicts;
import io.meetinginsights.jobs.models.ModelPromotion;
import io.meetinginsights.jobs.simulate.SimulateConfig.World;
import io.meetinginsights.model.FeatureValues;
import io.meetinginsights.model.ModelFamily;
import io.meetinginsights.model.ModelScope;
import io.meetinginsights.model.ModelTarget;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.gold.Contributions;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.gold.MinuteCauses;
import io.meetinginsights.tables.gold.ModelMetrics;
import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.storage.StorageLevel;

/**
 * How often the verdicts of simulated days meet the truth, beside three simpler ways to find a
 * cause: fixed thresholds, the largest deviation from the site's own history, and what matters most
 * to the model in general.
 *
 * <p>Reads: gold.minute_causes, gold.contributions and gold.experience_minutes of the days, the
 * model that explained them, and {@code _truth/minutes} below the landing zone, which {@code
 * simulate} wrote. Writes: gold.model_metrics (job {@code evaluate}) of that model and the last
 * day.
 *
 * <p>Re-run: the same rows. Example: {@code meeting-insights evaluate --date 2026-03-02}
 */
public final class EvaluateJob {

  public static final String JOB = "evaluate";

  /** Good minutes that stand for what a call usually has. */
  private static final int BACKGROUND_MINUTES = 100;

  /** Ways to find a cause. */
  public enum Method {
    MODEL("model"),
    THRESHOLDS("thresholds"),
    SITE_HISTORY("site-history"),
    IMPORTANCE("importance"),
    /** The model's verdicts with categories as players. */
    CATEGORIES("categories-play"),
    /** The model's verdicts by what a minute has worse than good ones. */
    BACKGROUND("against-good"),
    /** Whoever wrote a file of verdicts. */
    FILE("file");

    private final String word;

    Method(String word) {
      this.word = word;
    }

    /** As figures name it. */
    public String word() {
      return word;
    }
  }

  private EvaluateJob() {}

  /** What came of it. */
  public record Evaluation(String version, List<Figure> figures) {}

  /**
   * Judges the run's days.
   *
   * @param methods what is judged
   * @param file with {@link Method#FILE}: JSON, one verdict a line, see {@link Verdicts#SCHEMA}
   */
  public static Evaluation run(JobContext context, Set<Method> methods, String file) {
    World world = context.configuration().section("simulate", World.class);
    List<Dataset<Row>> kept = new ArrayList<>();
    try {
      Dataset<Row> truth = keep(kept, TruthMinutes.of(truth(context), world));
      if (methods.equals(Set.of(Method.FILE))) {
        Dataset<Row> given = keep(kept, Verdicts.ofFile(context.spark(), file));
        List<Figure> figures = new ArrayList<>(BlameFigures.kept(truth));
        figures.addAll(BlameFigures.of(Method.FILE.word(), truth, given, null));
        return new Evaluation("", figures);
      }
      String version = version(context);
      ModelFamily family = ModelPromotion.registry(context).read(version);
      List<Figure> figures =
          context.stage("judge", () -> figures(context, truth, family, methods, kept));
      context.stage("record", () -> record(context, version, figures));
      return new Evaluation(version, figures);
    } finally {
      kept.forEach(Dataset::unpersist);
    }
  }

  private static List<Figure> figures(
      JobContext context,
      Dataset<Row> truth,
      ModelFamily family,
      Set<Method> methods,
      List<Dataset<Row>> kept) {
    Dataset<Row> onNetwork =
        keep(
            kept,
            context
                .warehouse()
                .read(ExperienceMinutes.SCHEMA, context.days().from(), context.days().to())
                .where(ModelScope.isOnNetwork().and(ModelScope.isScored())));
    List<Figure> figures = new ArrayList<>(BlameFigures.kept(truth));
    for (Method method : methods) {
      Dataset<Row> verdicts =
          keep(
              kept,
              switch (method) {
                case MODEL ->
                    Verdicts.ofModel(
                        context
                            .warehouse()
                            .read(MinuteCauses.SCHEMA, context.days().from(), context.days().to()));
                case THRESHOLDS -> FixedThresholds.verdicts(onNetwork);
                case SITE_HISTORY -> SiteHistory.verdicts(onNetwork);
                case IMPORTANCE ->
                    GlobalImportance.verdicts(
                        onNetwork, family.models().get(ModelTarget.BAD_MINUTE.name()));
                case CATEGORIES -> game(context, Game.ofCategories(), onNetwork, family);
                case BACKGROUND ->
                    game(context, Game.against(good(onNetwork, family)), onNetwork, family);
                case FILE -> throw new IllegalArgumentException("a file is judged alone");
              });
      Dataset<Row> alarms =
          switch (method) {
            case MODEL -> modelAlarms(context, family);
            case THRESHOLDS, SITE_HISTORY ->
                alarms(verdicts, col("cause").notEqual(Verdicts.UNEXPLAINED));
            default -> null;
          };
      figures.addAll(BlameFigures.of(method.word(), truth, verdicts, alarms));
    }
    return figures;
  }

  private static Dataset<Row> game(
      JobContext context, Game game, Dataset<Row> onNetwork, ModelFamily family) {
    return Verdicts.ofModel(
        MinuteVerdicts.by(
            game,
            onNetwork.where(col("is_bad")),
            family,
            context.configuration().section("explain", ExplainConfig.class)));
  }

  /** Values of good minutes, chosen by hash: the same at every run. */
  private static double[][] good(Dataset<Row> onNetwork, ModelFamily family) {
    List<String> names =
        family.manifest().entry(ModelTarget.BAD_MINUTE.name()).encoding().featureNames();
    Column[] key = TruthMinutes.KEY.stream().map(name -> col(name)).toArray(Column[]::new);
    Dataset<Row> chosen =
        onNetwork
            .where(col("is_bad").equalTo(false))
            .orderBy(xxhash64(key))
            .limit(BACKGROUND_MINUTES)
            .select(names.stream().map(name -> col(name)).toArray(Column[]::new));
    List<Row> rows = chosen.collectAsList(); // OK: BACKGROUND_MINUTES rows
    double[][] values = new double[rows.size()][names.size()];
    FeatureValues reader = new FeatureValues(chosen.schema(), names);
    for (int row = 0; row < values.length; row++) {
      reader.read(rows.get(row), values[row]);
    }
    return values;
  }

  /** Minutes that the model calls bad, at the threshold it operates at. */
  private static Dataset<Row> modelAlarms(JobContext context, ModelFamily family) {
    Column probability =
        lit(1.0).divide(lit(1.0).plus(exp(negate(col("prediction").cast("double")))));
    return alarms(
        context
            .warehouse()
            .read(Contributions.SCHEMA, context.days().from(), context.days().to())
            .where(col("target").equalTo(ModelTarget.BAD_MINUTE.name())),
        probability.geq(family.manifest().operatingThreshold()));
  }

  private static Dataset<Row> alarms(Dataset<Row> minutes, Column isAlarm) {
    List<Column> columns = new ArrayList<>();
    TruthMinutes.KEY.forEach(name -> columns.add(col(name)));
    columns.add(isAlarm.as("is_alarm"));
    return minutes.select(columns.toArray(Column[]::new));
  }

  private static Dataset<Row> truth(JobContext context) {
    String path = new Path(context.storage().landing(), "_truth/minutes").toString();
    try {
      return context
          .spark()
          .read()
          .parquet(path)
          .where(
              col("date")
                  .between(Date.valueOf(context.days().from()), Date.valueOf(context.days().to())));
    } catch (Exception e) {
      // Exception: Scala code throws a checked one that no signature announces.
      if (e instanceof AnalysisException) {
        throw new ConfigurationError(
            "There is no truth to judge by at " + path,
            e.getMessage(),
            "evaluate judges days that simulate wrote: set storage.landing to where it wrote them",
            e);
      }
      throw e;
    }
  }

  /** The one version that explained the days. */
  private static String version(JobContext context) {
    List<Row> versions =
        context
            .warehouse()
            .read(MinuteCauses.SCHEMA, context.days().from(), context.days().to())
            .select("version")
            .distinct()
            .collectAsList(); // OK: a row a model
    if (versions.size() != 1) {
      throw new ConfigurationError(
          "The verdicts of " + context.days() + " cannot be judged together",
          versions.isEmpty() ? "gold.minute_causes has none" : "they are of the models " + versions,
          "run explain --model VERSION for these days first");
    }
    return versions.get(0).getString(0);
  }

  private static Counts record(JobContext context, String version, List<Figure> figures) {
    List<Row> rows = new ArrayList<>();
    for (Figure figure : figures) {
      rows.add(
          RowFactory.create(
              JOB,
              Date.valueOf(context.days().to()),
              version,
              ModelTarget.BAD_MINUTE.name(),
              "method=" + figure.method() + "," + figure.slice(),
              figure.metric(),
              Double.isNaN(figure.value()) ? null : figure.value(),
              figure.minutes(),
              context.runId()));
    }
    context
        .warehouse()
        .merge(
            ModelMetrics.SCHEMA,
            context.spark().createDataFrame(rows, ModelMetrics.SCHEMA.structType()));
    return Counts.none().with("figures", rows.size());
  }

  private static Dataset<Row> keep(List<Dataset<Row>> kept, Dataset<Row> rows) {
    kept.add(rows.persist(StorageLevel.MEMORY_AND_DISK()));
    return rows;
  }
}
