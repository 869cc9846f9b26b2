package io.meetinginsights.shapley;

/**
 * The game a single leaf plays: it pays its value out to the players on its path.
 *
 * <p>A row enters only through its <em>key</em>: bit k is set if the row meets every condition that
 * the path puts on the path's k-th player. The Shapley value is linear in the game, so the values
 * of a tree, and of an ensemble, are the sums over leaves.
 */
interface LeafGame {

  /** The number of players on the path. */
  int players();

  /** What the leaf pays when nobody takes part: its share of the base value. */
  double baseValue();

  /**
   * Writes what a row of this key gives to each of the path's u players into {@code phi[0..u)}.
   *
   * @param phi of length 2u at least: the rest is room to work in
   */
  void contributions(long key, double[] phi);

  /** The key of a row that reaches a leaf of {@code players} players. */
  static long allOf(int players) {
    return players == 0 ? 0 : -1L >>> (64 - players);
  }
}
