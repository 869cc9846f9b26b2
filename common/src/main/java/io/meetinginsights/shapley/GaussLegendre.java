package io.meetinginsights.shapley;

/**
 * Gauss-Legendre quadrature on [0, 1]: with n nodes it integrates polynomials of degree up to 2n -
 * 1 exactly.
 */
final class GaussLegendre {

  /** Enough nodes for a polynomial of degree 63: a leaf of 64 players. */
  static final int MAX_NODES = 32;

  private static final GaussLegendre[] RULES = new GaussLegendre[MAX_NODES + 1];

  static {
    for (int n = 1; n <= MAX_NODES; n++) {
      RULES[n] = new GaussLegendre(n);
    }
  }

  final double[] nodes;
  final double[] weights;

  /** The rule for polynomials up to this degree. */
  static GaussLegendre exactForDegree(int degree) {
    return RULES[degree / 2 + 1];
  }

  private GaussLegendre(int n) {
    nodes = new double[n];
    weights = new double[n];
    for (int i = 0; i < n; i++) {
      double x = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
      double slope = slope(n, x);
      // Newton from this start converges quadratically; a few steps reach the last bit.
      for (int step = 0; step < 8; step++) {
        x -= legendre(n, x) / slope;
        slope = slope(n, x);
      }
      nodes[i] = (1 - x) / 2;
      weights[i] = 1 / ((1 - x * x) * slope * slope);
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
