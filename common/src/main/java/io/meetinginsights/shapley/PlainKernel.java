package io.meetinginsights.shapley;

/**
 * The kernel in plain Java. Loops without a branch, all arrays by the same index: that is what the
 * compiler turns into vector instructions by itself.
 */
final class PlainKernel extends Kernel {

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
  void descend(
      float share, float[] slope, float[] gain, float[][] above, float[][] below, int rows) {
    for (int q = 0; q < slope.length; q++) {
      descend(share, slope[q], gain, above[q], below[q], rows);
    }
  }

  private static void descend(
      float share, float slope, float[] gain, float[] above, float[] below, int rows) {
    for (int i = 0; i < rows; i++) {
      below[i] = above[i] * (share + slope * gain[i]);
    }
  }

  @Override
  void cross(float[][] above, float[][] below, int points, int rows) {
    for (int q = 0; q < points; q++) {
      cross(above[q], below[q], rows);
    }
  }

  private static void cross(float[] above, float[] below, int rows) {
    for (int i = 0; i < rows; i++) {
      below[i] = above[i] - below[i];
    }
  }

  @Override
  void combine(TreeProgram p, int here, Level level, Sums out, float[] phi, int rows) {
    float share = p.share[here];
    float[] slope = p.slope[here];
    float[] scale = p.scale[here];
    float[] pay = level.above[0];
    for (int q = 0; q < slope.length; q++) {
      sum(share, slope[q], level.gain, level.left.sum[q], level.right.sum[q], out.sum[q], rows);
      pay(q, scale[q], level.above[q], level.left.sum[q], level.right.sum[q], pay, rows);
    }
    add(level.gain, pay, phi, rows);
    leaf(level.side, level.left.leaf, level.right.leaf, out.leaf, rows);
  }

  private static void sum(
      float share, float slope, float[] gain, float[] left, float[] right, float[] sum, int rows) {
    for (int i = 0; i < rows; i++) {
      sum[i] = right[i] + (share + slope * gain[i]) * (left[i] - right[i]);
    }
  }

  private static void pay(
      int q, float scale, float[] above, float[] left, float[] right, float[] pay, int rows) {
    if (q == 0) {
      for (int i = 0; i < rows; i++) {
        pay[i] = above[i] * (left[i] - right[i]) * scale;
      }
    } else {
      for (int i = 0; i < rows; i++) {
        pay[i] += above[i] * (left[i] - right[i]) * scale;
      }
    }
  }

  private static void add(float[] gain, float[] pay, float[] phi, int rows) {
    for (int i = 0; i < rows; i++) {
      phi[i] += gain[i] * pay[i];
    }
  }

  private static void leaf(float[] side, float[] left, float[] right, float[] leaf, int rows) {
    for (int i = 0; i < rows; i++) {
      leaf[i] = 0.5f * (left[i] + right[i] + side[i] * (left[i] - right[i]));
    }
  }

  @Override
  void combineLeaves(TreeProgram p, int here, Level level, Sums out, float[] phi, int rows) {
    int left = p.left[here];
    int right = p.right[here];
    float[] slope = p.slope[here];
    float[] scale = p.scale[here];
    float difference = p.value[left] - p.value[right];
    float mean = p.value[right] + p.share[here] * difference;
    float[] pay = level.above[0];
    for (int q = 0; q < slope.length; q++) {
      linear(mean, slope[q] * difference, level.gain, out.sum[q], rows);
      weigh(q, scale[q], level.above[q], pay, rows);
    }
    addTimes(difference, level.gain, pay, phi, rows);
    linear(
        0.5f * (p.leaf[left] + p.leaf[right]),
        0.5f * (p.leaf[left] - p.leaf[right]),
        level.side,
        out.leaf,
        rows);
  }

  private static void linear(float constant, float slope, float[] x, float[] y, int rows) {
    for (int i = 0; i < rows; i++) {
      y[i] = constant + slope * x[i];
    }
  }

  private static void weigh(int q, float scale, float[] above, float[] pay, int rows) {
    if (q == 0) {
      for (int i = 0; i < rows; i++) {
        pay[i] = above[i] * scale;
      }
    } else {
      for (int i = 0; i < rows; i++) {
        pay[i] += above[i] * scale;
      }
    }
  }

  private static void addTimes(float difference, float[] gain, float[] pay, float[] phi, int rows) {
    for (int i = 0; i < rows; i++) {
      phi[i] += gain[i] * difference * pay[i];
    }
  }
}
