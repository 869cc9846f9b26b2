package io.meetinginsights.shapley;

import java.util.stream.IntStream;

/**
 * Shapley values straight from their definition: the mean over all orders of what a player adds,
 * summed over all coalitions of the others. It shares nothing with {@link TreeExplainer} but the
 * question which way a value goes at a node, and is there to check it.
 *
 * <p>Time grows with 2 to the number of players that occur in a split. Others get 0 and change
 * nobody's value, so they are left out; 20 are the limit.
 */
public final class BruteForceShapley {

  /** A million coalitions. */
  private static final int MAX_PLAYERS = 20;

  private BruteForceShapley() {}

  /**
   * The values of one row.
   *
   * @param baseValue the expected margin: what is paid when nobody takes part
   * @param contributions one a player, in margin units
   */
  public record Values(double baseValue, double[] contributions) {}

  /** What a coalition is worth. */
  private interface Worth {
    double of(boolean[] present);
  }

  /**
   * By the path-dependent value function: at a split on an absent player both branches count, in
   * proportion to their covers (EXPVALUE in arXiv 1802.03888).
   *
   * @throws IllegalArgumentException if more than 20 players occur in splits
   */
  public static Values pathDependent(Ensemble e, Players players, double[] row) {
    players.requireColumns(e);
    return values(
        e,
        players,
        present -> {
          double sum = 0;
          for (FlatTree tree : e.trees()) {
            sum += expected(tree, 0, e.compareRule(), players, row, present);
          }
          return e.base() + e.linkScale() * sum;
        });
  }

  private static double expected(
      FlatTree tree, int node, CompareRule rule, Players players, double[] row, boolean[] present) {
    if (tree.isLeaf(node)) {
      return tree.value()[node];
    }
    int left = tree.left()[node];
    int right = tree.right()[node];
    int column = tree.column()[node];
    if (present[players.ofColumn(column)]) {
      int child = tree.goesLeft(node, row[column], rule) ? left : right;
      return expected(tree, child, rule, players, row, present);
    }
    return tree.coverShare(node, left) * expected(tree, left, rule, players, row, present)
        + tree.coverShare(node, right) * expected(tree, right, rule, players, row, present);
  }

  /**
   * By the background value function: the mean margin of the background rows with the present
   * players' columns replaced by the row's.
   *
   * @param background the background rows as {@code [column][row]}
   * @param weights the weight of each background row
   * @throws IllegalArgumentException if more than 20 players occur in splits
   */
  public static Values background(
      Ensemble e, Players players, double[][] background, double[] weights, double[] row) {
    players.requireColumns(e);
    double[] mixed = new double[e.columns()];
    return values(
        e,
        players,
        present -> {
          double sum = 0;
          double total = 0;
          for (int other = 0; other < weights.length; other++) {
            for (int column = 0; column < mixed.length; column++) {
              mixed[column] =
                  present[players.ofColumn(column)] ? row[column] : background[column][other];
            }
            sum += weights[other] * e.margin(mixed);
            total += weights[other];
          }
          return sum / total;
        });
  }

  private static Values values(Ensemble e, Players players, Worth worth) {
    int[] taking = takingPart(e, players);
    int n = taking.length;
    if (n > MAX_PLAYERS) {
      throw new IllegalArgumentException(
          "Brute force over %d players would take 2^%d coalitions: it stops at %d players. Use fewer, or TreeExplainer."
              .formatted(n, n, MAX_PLAYERS));
    }
    double[] worths = new double[1 << n];
    boolean[] present = new boolean[players.count()];
    for (int coalition = 0; coalition < worths.length; coalition++) {
      for (int i = 0; i < n; i++) {
        present[taking[i]] = (coalition >> i & 1) == 1;
      }
      worths[coalition] = worth.of(present);
    }
    double[] contributions = new double[players.count()];
    double[] weight = coalitionWeights(n);
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int coalition = 0; coalition < worths.length; coalition++) {
        if ((coalition >> i & 1) == 0) {
          sum +=
              weight[Integer.bitCount(coalition)]
                  * (worths[coalition | 1 << i] - worths[coalition]);
        }
      }
      contributions[taking[i]] = sum;
    }
    return new Values(worths[0], contributions);
  }

  /** s! (n - s - 1)! / n!, the share of orders in which exactly a given s come first. */
  private static double[] coalitionWeights(int n) {
    double[] weight = new double[n];
    double binomial = 1;
    for (int size = 0; size < n; size++) {
      weight[size] = 1 / (n * binomial);
      binomial = binomial * (n - 1 - size) / (size + 1);
    }
    return weight;
  }

  private static int[] takingPart(Ensemble e, Players players) {
    boolean[] splits = new boolean[players.count()];
    for (FlatTree tree : e.trees()) {
      for (int node = 0; node < tree.nodes(); node++) {
        if (!tree.isLeaf(node)) {
          splits[players.ofColumn(tree.column()[node])] = true;
        }
      }
    }
    return IntStream.range(0, splits.length).filter(p -> splits[p]).toArray();
  }
}
