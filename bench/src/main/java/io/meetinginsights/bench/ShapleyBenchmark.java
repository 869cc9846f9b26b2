package io.meetinginsights.bench;

import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.shapley.Players;
import io.meetinginsights.shapley.TreeExplainer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The engine on XGBoost's trees: a call explains all rows, binning included, building the explainer
 * apart. Which kernel: the property io.meetinginsights.shapley.kernel.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ShapleyBenchmark {

  private static final int CATEGORIES = 5;

  @Param({"5", "6", "8"})
  int depth;

  @Param({"features", "categories"})
  String players;

  private TreeExplainer explainer;
  private double[][] columns;
  private double[][] contributions;
  private double[] margins;
  private int rows;

  /** Reads model and rows; checks the values. */
  @Setup
  public void setUp() {
    ShapleyModel model = ShapleyModel.ofDepth(depth);
    Ensemble e = model.ensemble();
    columns = model.columns();
    rows = model.rows().length;
    explainer = TreeExplainer.pathDependent(e, players(e));
    contributions = new double[explainer.players()][rows];
    margins = new double[rows];
    explain();
    if (players.equals("features")) {
      for (int row = 0; row < model.expected().length; row++) {
        for (int feature = 0; feature < contributions.length; feature++) {
          model.check(row, feature, contributions[feature][row]);
        }
      }
    }
  }

  private Players players(Ensemble e) {
    if (players.equals("features")) {
      return Players.features(e);
    }
    int[] categoryOfFeature = new int[e.features()];
    for (int feature = 0; feature < categoryOfFeature.length; feature++) {
      categoryOfFeature[feature] = feature * CATEGORIES / categoryOfFeature.length;
    }
    return Players.groups(e, categoryOfFeature, CATEGORIES);
  }

  /** All rows. */
  @Benchmark
  public double[][] explain() {
    explainer.explain(columns, rows, contributions, margins);
    return contributions;
  }
}
