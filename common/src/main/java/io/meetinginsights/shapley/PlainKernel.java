package io.meetinginsights.shapley;

/**
 * The kernel in plain Java. Small loops without a branch, all arrays by the same index: these the
 * compiler turns into vector instructions by itself. Larger bodies it leaves alone, so the points
 * of the integral are gone through one by one.
 */
class PlainKernel extends Kernel {

  @Override
  String name() {
    return "plain Java";
  }

  @Override
  int blockRows() {
    return 512;
  }

  @Override
  void sides(float[] bins, float cut, float[] side, int rows) {
    for (int i = 0; i < rows; i++) {
      // |d| - |d - 1| is 1 for whole d from 1 on, else -1.
      float d = cut - bins[i];
      side[i] = Math.abs(d) - Math.abs(d - 1);
    }
  }

  @Override
  void gains(float[] side, float half, float[] gain, int rows) {
    for (int i = 0; i < rows; i++) {
      gain[i] = half + 0.5f * side[i];
    }
  }

  @Override
  void gains(float[] side, float half, float[] open, float[] gain, int rows) {
    for (int i = 0; i < rows; i++) {
      gain[i] = (half + 0.5f * side[i]) * open[i];
    }
  }

  @Override
  void opens(float[] side, float sign, float[] open, int rows) {
    for (int i = 0; i < rows; i++) {
      open[i] = 0.5f + sign * side[i];
    }
  }

  @Override
  void opens(float[] side, float sign, float[] before, float[] open, int rows) {
    for (int i = 0; i < rows; i++) {
      open[i] = (0.5f + sign * side[i]) * before[i];
    }
  }

  @Override
  void descend(Node n, float[] gain, float[][] above, float[][] below, int rows) {
    for (int q = 0; q < n.slope.length; q++) {
      descend(n.share, n.slope[q], gain, above[q], below[q], rows);
    }
  }

  private static void descend(
      float share, float slope, float[] gain, float[] above, float[] below, int rows) {
    for (int i = 0; i < rows; i++) {
      below[i] = above[i] * (share + slope * gain[i]);
    }
  }

  @Override
  void cross(Node n, float[] gain, float[][] above, float[][] below, int rows) {
    for (int q = 0; q < n.slope.length; q++) {
      cross(n.share, n.slope[q], gain, above[q], below[q], rows);
    }
  }

  private static void cross(
      float share, float slope, float[] gain, float[] above, float[] below, int rows) {
    for (int i = 0; i < rows; i++) {
      below[i] = above[i] - above[i] * (share + slope * gain[i]);
    }
  }

  @Override
  void combine(
      Node n,
      float[] gain,
      float[][] above,
      Sums left,
      Sums right,
      Sums out,
      float[] phi,
      int rows) {
    // What is above is not needed again, and is where the sum over points grows.
    float[] pay = above[0];
    for (int q = 0; q < n.slope.length; q++) {
      float scale = n.scale[q];
      sum(n.share, n.slope[q], gain, left.sum[q], right.sum[q], out.sum[q], rows);
      if (q == 0) {
        pay(n.payAtZero, scale, above[q], left.sum[q], right.sum[q], pay, rows);
      } else {
        addPay(scale, above[q], left.sum[q], right.sum[q], pay, rows);
      }
    }
    addProduct(gain, pay, phi, rows);
  }

  private static void sum(
      float share, float slope, float[] gain, float[] left, float[] right, float[] sum, int rows) {
    for (int i = 0; i < rows; i++) {
      sum[i] = right[i] + (share + slope * gain[i]) * (left[i] - right[i]);
    }
  }

  private static void pay(
      float start, float scale, float[] above, float[] left, float[] right, float[] pay, int rows) {
    for (int i = 0; i < rows; i++) {
      pay[i] = start + scale * (above[i] * (left[i] - right[i]));
    }
  }

  private static void addPay(
      float scale, float[] above, float[] left, float[] right, float[] pay, int rows) {
    for (int i = 0; i < rows; i++) {
      pay[i] += scale * (above[i] * (left[i] - right[i]));
    }
  }

  private static void addProduct(float[] gain, float[] pay, float[] phi, int rows) {
    for (int i = 0; i < rows; i++) {
      phi[i] += gain[i] * pay[i];
    }
  }

  @Override
  void choose(float[] side, float[] left, float[] right, float[] leaf, int rows) {
    for (int i = 0; i < rows; i++) {
      leaf[i] = 0.5f * (left[i] + right[i] + side[i] * (left[i] - right[i]));
    }
  }

  @Override
  void leaves(Node n, float[] gain, float[][] above, Sums out, float[] phi, int rows) {
    float difference = n.left.value - n.right.value;
    float mean = n.right.value + n.share * difference;
    float[] pay = above[0];
    for (int q = 0; q < n.slope.length; q++) {
      leafSum(mean, n.slope[q], difference, gain, out.sum[q], rows);
      if (q == 0) {
        scale(n.weightAtZero, n.scale[q], above[q], pay, rows);
      } else {
        addScaled(n.scale[q], above[q], pay, rows);
      }
    }
    addLeaves(difference, gain, pay, phi, rows);
  }

  private static void leafSum(
      float mean, float slope, float difference, float[] gain, float[] sum, int rows) {
    for (int i = 0; i < rows; i++) {
      sum[i] = mean + slope * (difference * gain[i]);
    }
  }

  private static void scale(float start, float scale, float[] above, float[] pay, int rows) {
    for (int i = 0; i < rows; i++) {
      pay[i] = start + scale * above[i];
    }
  }

  private static void addScaled(float scale, float[] above, float[] pay, int rows) {
    for (int i = 0; i < rows; i++) {
      pay[i] += scale * above[i];
    }
  }

  private static void addLeaves(
      float difference, float[] gain, float[] pay, float[] phi, int rows) {
    for (int i = 0; i < rows; i++) {
      phi[i] += difference * gain[i] * pay[i];
    }
  }

  @Override
  void chooseLeaf(Node n, float[] side, float[] leaf, int rows) {
    float middle = 0.5f * (n.left.leaf + n.right.leaf);
    float half = 0.5f * (n.left.leaf - n.right.leaf);
    for (int i = 0; i < rows; i++) {
      leaf[i] = middle + half * side[i];
    }
  }

  @Override
  boolean takesTriples(int points) {
    return false;
  }

  @Override
  void decidedTriple(
      Node n,
      Decided own,
      Decided ofLeft,
      Decided ofRight,
      float[][] above,
      Sums out,
      float[][] phi,
      int rows) {
    throw new UnsupportedOperationException("takesTriples is false");
  }

  @Override
  void triple(
      Node n,
      float[] bins,
      float[] binsLeft,
      float[] binsRight,
      float[][] above,
      Sums out,
      float[][] phi,
      int rows) {
    throw new UnsupportedOperationException("takesTriples is false");
  }
}
