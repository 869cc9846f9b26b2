package io.meetinginsights.shapley;

/** How exactly an explainer computes. */
public enum Precision {
  /**
   * Products in 32 bits, sums over trees in 64: off by less than 1e-6 of the ensemble's range,
   * which is what the leaves of most models are stored in anyway. By far the faster.
   */
  SINGLE,

  /** All in 64 bits, leaf by leaf: the reference, off by less than 1e-12 of the range. */
  DOUBLE
}
