package io.meetinginsights.shapley;

/**
 * Adds a leaf's contributions to its players' columns, from a table of all keys where there is one
 * and from the game itself where there is not. The table holds what the game says, so both add the
 * same bits.
 */
final class LeafShares {

  /** A table of more players would not repay its building. */
  static final int MAX_TABLE_PLAYERS = 12;

  private final int[] players;
  private final LeafGame game;

  /** The value of path player k for a key at {@code [k << players | key]}; null without a table. */
  private final double[] table;

  private LeafShares(int[] players, LeafGame game, double[] table) {
    this.players = players;
    this.game = game;
    this.table = table;
  }

  /** Asks the game anew for every row. */
  static LeafShares direct(int[] players, LeafGame game) {
    return new LeafShares(players, game, null);
  }

  /** Asks the game once for every key. */
  static LeafShares tabled(int[] players, LeafGame game) {
    int count = players.length;
    double[] table = new double[count << count];
    double[] phi = new double[2 * count];
    for (int key = 0; key < 1 << count; key++) {
      game.contributions(key, phi);
      for (int k = 0; k < count; k++) {
        table[k << count | key] = phi[k];
      }
    }
    return new LeafShares(players, game, table);
  }

  /** The memory a table takes, in bytes. */
  static long tableBytes(int players) {
    return (long) players << players << 3;
  }

  /**
   * @param keys the keys of a block's rows
   * @param rows how many
   * @param contributions by player, then by row
   * @param first the place of the block's first row in {@code contributions}
   * @param phi room to work in, of twice the path's players
   */
  void addTo(double[][] contributions, int first, long[] keys, int rows, double[] phi) {
    if (table == null) {
      addFromGame(contributions, first, keys, rows, phi);
    } else {
      addFromTable(contributions, first, keys, rows);
    }
  }

  private void addFromTable(double[][] contributions, int first, long[] keys, int rows) {
    for (int k = 0; k < players.length; k++) {
      double[] column = contributions[players[k]];
      int start = k << players.length;
      for (int i = 0; i < rows; i++) {
        column[first + i] += table[start | (int) keys[i]];
      }
    }
  }

  private void addFromGame(
      double[][] contributions, int first, long[] keys, int rows, double[] phi) {
    for (int i = 0; i < rows; i++) {
      game.contributions(keys[i], phi);
      for (int k = 0; k < players.length; k++) {
        contributions[players[k]][first + i] += phi[k];
      }
    }
  }
}
