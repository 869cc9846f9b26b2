package io.meetinginsights.shapley;

/** A way to compute contributions. Immutable. */
interface Engine {

  /** The margin expected when no player takes part, the ensemble's base included. */
  double baseValue();

  /**
   * Adds contributions to {@code [player][row]} and to {@code margins} the sum of the leaves that
   * each row reaches, tree by tree, before base and link scale. Shapes are checked, both outputs
   * are 0.
   */
  void explain(double[][] columns, int rows, double[][] contributions, double[] margins);
}
