package io.meetinginsights.shapley;

import java.util.Arrays;

/**
 * Who shares the margin out among themselves: for each column the player it counts for.
 *
 * <p>With groups as players the values are those of the quotient game (arXiv 2106.12228): a group
 * is in or out as a whole. They are <em>not</em> the sums of the features' values, since features
 * of one group no longer share with each other first; both are legitimate, so say which one a
 * number is.
 */
public final class Players {

  private final int[] playerOfColumn;
  private final int count;

  private Players(int[] playerOfColumn, int count) {
    this.playerOfColumn = playerOfColumn;
    this.count = count;
  }

  /** Every feature is a player; player {@code f} is feature {@code f}. */
  public static Players features(Ensemble e) {
    return new Players(e.columnToFeature().clone(), e.features());
  }

  /**
   * Groups of features are the players; player {@code g} is group {@code g}.
   *
   * @param e the model
   * @param featureToGroup the group of each feature; length {@code e.features()}
   * @param groups the number of groups; a group without features is legal and gets 0
   * @throws IllegalArgumentException if a feature has no group in range
   */
  public static Players groups(Ensemble e, int[] featureToGroup, int groups) {
    if (featureToGroup.length != e.features()) {
      throw new IllegalArgumentException(
          "featureToGroup has "
              + featureToGroup.length
              + " entries: the ensemble has "
              + e.features()
              + " features.");
    }
    for (int feature = 0; feature < featureToGroup.length; feature++) {
      if (featureToGroup[feature] < 0 || featureToGroup[feature] >= groups) {
        throw new IllegalArgumentException(
            "featureToGroup[%d] is %d: there are groups 0 to %d."
                .formatted(feature, featureToGroup[feature], groups - 1));
      }
    }
    int[] groupOfColumn =
        Arrays.stream(e.columnToFeature()).map(feature -> featureToGroup[feature]).toArray();
    return new Players(groupOfColumn, groups);
  }

  /** The number of players. */
  public int count() {
    return count;
  }

  int ofColumn(int column) {
    return playerOfColumn[column];
  }

  void requireColumns(Ensemble e) {
    if (playerOfColumn.length != e.columns()) {
      throw new IllegalArgumentException(
          "The players were made for an ensemble of %d columns: this one has %d."
              .formatted(playerOfColumn.length, e.columns()));
    }
  }
}
