package io.meetinginsights.shapley;

/**
 * A leaf under the background (interventional) value function (arXiv 2006.16234): absent players
 * take the values of a background row, averaged over those rows.
 *
 * <p>Only the background rows' keys matter, so they are counted by key. Against a background row of
 * key P, let A be the players that only the explained row satisfies and B those that only the
 * background row does. The leaf pays where both together satisfy all conditions: then a player in A
 * gets {@code v (|A|-1)! |B|! / (|A|+|B|)!}, one in B loses {@code v |A|! (|B|-1)! / (|A|+|B|)!}.
 *
 * @param players the number of players on the path
 * @param value the leaf's value
 * @param keys the background rows' distinct keys
 * @param shares the weight of each, summing to 1
 */
record BackgroundGame(int players, double value, long[] keys, double[] shares) implements LeafGame {

  /** FIRST_SHARE[a][b] = (a-1)! b! / (a+b)! = 1 / (a C(a+b, a)). */
  private static final double[][] FIRST_SHARE = new double[65][65];

  static {
    for (int b = 0; b <= 64; b++) {
      double binomial = 1;
      for (int a = 1; a <= 64; a++) {
        binomial *= (double) (a + b) / a;
        FIRST_SHARE[a][b] = 1 / (a * binomial);
      }
    }
  }

  @Override
  public double baseValue() {
    long all = LeafGame.allOf(players);
    double base = 0;
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] == all) {
        base += value * shares[i];
      }
    }
    return base;
  }

  @Override
  public void contributions(long key, double[] phi) {
    for (int k = 0; k < players; k++) {
      phi[k] = 0;
    }
    long all = LeafGame.allOf(players);
    for (int i = 0; i < keys.length; i++) {
      if ((key | keys[i]) == all) {
        long gaining = key & ~keys[i];
        long losing = keys[i] & ~key;
        int gainers = Long.bitCount(gaining);
        int losers = Long.bitCount(losing);
        double amount = value * shares[i];
        addToEach(gaining, amount * FIRST_SHARE[gainers][losers], phi);
        addToEach(losing, -amount * FIRST_SHARE[losers][gainers], phi);
      }
    }
  }

  private static void addToEach(long players, double amount, double[] phi) {
    for (long left = players; left != 0; left &= left - 1) {
      phi[Long.numberOfTrailingZeros(left)] += amount;
    }
  }
}
