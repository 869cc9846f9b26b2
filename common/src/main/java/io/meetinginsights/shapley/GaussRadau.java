package io.meetinginsights.shapley;

/**
 * Gauss-Radau quadrature on [0, 1] with 0 as one of its points: with n points besides, it
 * integrates polynomials of degree up to 2n exactly. At 0 the integrand of the Shapley value does
 * not depend on the row, so that point costs nothing, and one player more is exact at the same
 * price than with {@link GaussLegendre}.
 */
final class GaussRadau {

  /** Enough for a polynomial of degree 63: a leaf of 64 players. */
  static final int MAX_POINTS = 32;

  private static final GaussRadau[] RULES = new GaussRadau[MAX_POINTS + 1];

  static {
    for (int n = 1; n <= MAX_POINTS; n++) {
      RULES[n] = new GaussRadau(n);
    }
  }

  /** The points besides 0. */
  final double[] points;

  final double[] weights;

  /** The weight of 0. */
  final double weightOfZero;

  /** The rule of so many points besides 0. */
  static GaussRadau of(int points) {
    return RULES[points];
  }

  private GaussRadau(int n) {
    points = new double[n];
    weights = new double[n];
    weightOfZero = 1.0 / ((n + 1) * (n + 1));
    for (int i = 0; i < n; i++) {
      double x = Math.cos(Math.PI * (2 * i + 1.5) / (2 * n + 2));
      // Newton from this start converges quadratically; a few steps reach the last bit.
      for (int step = 0; step < 10; step++) {
        double value = (legendre(n, x) + legendre(n + 1, x)) / (1 + x);
        double slope = (slope(n, x) + slope(n + 1, x) - value) / (1 + x);
        x -= value / slope;
      }
      points[i] = (1 + x) / 2;
      double last = (n + 1) * legendre(n, x);
      weights[i] = (1 - x) / (2 * last * last);
    }
  }

  private static double legendre(int n, double x) {
    double previous = 1;
    double current = x;
    for (int k = 2; k <= n; k++) {
      double next = ((2 * k - 1) * x * current - (k - 1) * previous) / k;
      previous = current;
      current = next;
    }
    return current;
  }

  private static double slope(int n, double x) {
    double below = n == 1 ? 1 : legendre(n - 1, x);
    return n * (x * legendre(n, x) - below) / (x * x - 1);
  }
}
