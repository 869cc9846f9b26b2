package io.meetinginsights.bench;

import ai.h2o.algos.tree.INode;
import ai.h2o.algos.tree.INodeStat;
import hex.genmodel.algos.tree.TreeSHAP;
import hex.genmodel.algos.tree.TreeSHAPPredictor;
import io.meetinginsights.shapley.FlatTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

/** H2O's TreeSHAP for the JVM, on the same trees through its own interface for nodes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class H2oBenchmark {

  private static final int ROWS = 50;

  @Param({"5", "6", "8"})
  int depth;

  private final List<TreeSHAP<float[], Node, Node>> trees = new ArrayList<>();
  private TreeSHAPPredictor.Workspace[] workspaces;
  private float[][] rows;
  private float[] contributions;

  /** A node as H2O asks for it. */
  record Node(FlatTree tree, int node) implements INode<float[]>, INodeStat {
    @Override
    public boolean isLeaf() {
      return tree.isLeaf(node);
    }

    @Override
    public float getLeafValue() {
      return (float) tree.value()[node];
    }

    @Override
    public int getSplitIndex() {
      return tree.column()[node];
    }

    @Override
    public int next(float[] row) {
      float value = row[tree.column()[node]];
      boolean left =
          Float.isNaN(value) ? tree.defaultLeft()[node] : value < (float) tree.threshold()[node];
      return left ? tree.left()[node] : tree.right()[node];
    }

    @Override
    public int getLeftChildIndex() {
      return tree.left()[node];
    }

    @Override
    public int getRightChildIndex() {
      return tree.right()[node];
    }

    @Override
    public float getWeight() {
      return (float) tree.cover()[node];
    }
  }

  /** Reads model and rows; checks the values. */
  @Setup
  public void setUp() {
    ShapleyModel model = ShapleyModel.ofDepth(depth);
    for (FlatTree tree : model.ensemble().trees()) {
      Node[] nodes = new Node[tree.nodes()];
      Arrays.setAll(nodes, node -> new Node(tree, node));
      trees.add(new TreeSHAP<>(nodes, nodes, 0));
    }
    workspaces =
        trees.stream().map(TreeSHAP::makeWorkspace).toArray(TreeSHAPPredictor.Workspace[]::new);
    rows = model.rows();
    contributions = new float[model.ensemble().columns() + 1];
    for (int row = 0; row < ROWS; row++) {
      explain(row);
      for (int column = 0; column < contributions.length - 1; column++) {
        model.check(row, column, contributions[column]);
      }
    }
  }

  private void explain(int row) {
    Arrays.fill(contributions, 0);
    for (int tree = 0; tree < trees.size(); tree++) {
      trees.get(tree).calculateContributions(rows[row], contributions, 0, -1, workspaces[tree]);
    }
  }

  /** Some rows. */
  @Benchmark
  public float[] explain() {
    for (int row = 0; row < ROWS; row++) {
      explain(row);
    }
    return contributions;
  }
}
