package io.meetinginsights.model;

import io.meetinginsights.shapley.Ensemble;
import java.util.List;

/**
 * A model of one target with the names of what it sees: the content of a registry file.
 *
 * @param target what the model predicts, such as {@code bad_minute}
 * @param columnNames the name of each column of the matrix, in order
 * @param featureNames the name of each feature, in order
 * @param ensemble the model
 */
public record FlatModel(
    String target, List<String> columnNames, List<String> featureNames, Ensemble ensemble) {

  /**
   * Checks that names and model fit.
   *
   * @throws IllegalArgumentException if there are more or fewer names than columns or features
   */
  public FlatModel {
    columnNames = List.copyOf(columnNames);
    featureNames = List.copyOf(featureNames);
    if (target == null || target.isBlank()) {
      throw new IllegalArgumentException("A model needs the name of its target.");
    }
    requireCount(columnNames.size(), ensemble.columns(), "column");
    requireCount(featureNames.size(), ensemble.features(), "feature");
  }

  /** The model of the first trees alone, as they were grown. */
  public FlatModel firstTrees(int trees) {
    return new FlatModel(target, columnNames, featureNames, ensemble.firstTrees(trees));
  }

  private static void requireCount(int names, int count, String what) {
    if (names != count) {
      throw new IllegalArgumentException(
          "%d %s names: the ensemble has %d %ss.".formatted(names, what, count, what));
    }
  }
}
