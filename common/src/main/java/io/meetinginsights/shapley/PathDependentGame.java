package io.meetinginsights.shapley;

/**
 * A leaf under the path-dependent value function (TreeSHAP, arXiv 1802.03888): a condition on an
 * absent player is met with the probability that training rows took that edge.
 *
 * <p>With {@code r_j} that probability, {@code b_j} the key's bit and {@code v} the leaf's value,
 * the Shapley value of player j is {@code v (b_j - r_j)} times the integral over t in [0, 1] of the
 * product over the other players k of {@code r_k + t (b_k - r_k)}. The integrand is a polynomial of
 * degree u - 1, so Gauss-Legendre with ceil(u / 2) nodes is exact, and nothing is ever divided
 * (quadrature form: arXiv 2605.04497).
 */
record PathDependentGame(double value, double[] absent) implements LeafGame {

  @Override
  public int players() {
    return absent.length;
  }

  @Override
  public double baseValue() {
    double product = value;
    for (double share : absent) {
      product *= share;
    }
    return product;
  }

  @Override
  public void contributions(long key, double[] phi) {
    int players = absent.length;
    if (players == 0) {
      return;
    }
    for (int k = 0; k < players; k++) {
      phi[k] = 0;
    }
    GaussLegendre rule = GaussLegendre.exactForDegree(players - 1);
    for (int node = 0; node < rule.nodes.length; node++) {
      addNode(key, rule.nodes[node], rule.weights[node] * value, phi);
    }
    for (int k = 0; k < players; k++) {
      phi[k] *= (key >>> k & 1) - absent[k];
    }
  }

  /**
   * Adds the integrand at t: for each player the product over the others, built from both ends. The
   * products from the front stand in the second half of {@code phi}.
   */
  private void addNode(long key, double t, double weight, double[] phi) {
    int players = absent.length;
    double before = weight;
    for (int k = 0; k < players; k++) {
      phi[players + k] = before;
      before *= factor(key, k, t);
    }
    double after = 1;
    for (int k = players - 1; k >= 0; k--) {
      phi[k] += phi[players + k] * after;
      after *= factor(key, k, t);
    }
  }

  private double factor(long key, int k, double t) {
    return absent[k] + t * ((key >>> k & 1) - absent[k]);
  }
}
