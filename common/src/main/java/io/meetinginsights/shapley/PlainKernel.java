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
  void sidesAndGains(float[] bins, float cut, float half, float[] side, float[] gain, int rows) {
    for (int i = 0; i < rows; i++) {
      float d = cut - bins[i];
      float s = Math.abs(d) - Math.abs(d - 1);
      side[i] = s;
      gain[i] = half + 0.5f * s;
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
  void cross(Node n, float[][] above, float[][] below, int rows) {
    for (int q = 0; q < n.slope.length; q++) {
      cross(above[q], below[q], rows);
    }
  }

  private static void cross(float[] above, float[] below, int rows) {
    for (int i = 0; i < rows; i++) {
      below[i] = above[i] - below[i];
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
      float[] pay,
      float[] phi,
      int rows) {
    for (int q = 0; q < n.slope.length; q++) {
      float[] l = left.sum[q];
      float[] r = right.sum[q];
      if (q == 0) {
        start(n, gain, above[q], l, r, out.sum[q], pay, rows);
      } else {
        add(n, q, gain, above[q], l, r, out.sum[q], pay, rows);
      }
    }
    addProduct(gain, pay, phi, rows);
  }

  private static void start(
      Node n,
      float[] gain,
      float[] above,
      float[] left,
      float[] right,
      float[] sum,
      float[] pay,
      int rows) {
    float start = n.payAtZero;
    float scale = n.scale[0];
    float share = n.share;
    float slope = n.slope[0];
    for (int i = 0; i < rows; i++) {
      float difference = left[i] - right[i];
      sum[i] = right[i] + (share + slope * gain[i]) * difference;
      pay[i] = start + scale * (above[i] * difference);
    }
  }

  private static void add(
      Node n,
      int q,
      float[] gain,
      float[] above,
      float[] left,
      float[] right,
      float[] sum,
      float[] pay,
      int rows) {
    float scale = n.scale[q];
    float share = n.share;
    float slope = n.slope[q];
    for (int i = 0; i < rows; i++) {
      float difference = left[i] - right[i];
      sum[i] = right[i] + (share + slope * gain[i]) * difference;
      pay[i] += scale * (above[i] * difference);
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
  void leaves(Node n, float[] gain, float[][] above, Sums out, float[] pay, float[] phi, int rows) {
    float difference = n.left.value - n.right.value;
    float mean = n.right.value + n.share * difference;
    for (int q = 0; q < n.slope.length; q++) {
      if (q == 0) {
        startLeaves(n, mean, difference, gain, above[q], out.sum[q], pay, rows);
      } else {
        addLeaves(n, q, mean, difference, gain, above[q], out.sum[q], pay, rows);
      }
    }
    addLeafProduct(difference, gain, pay, phi, rows);
  }

  private static void startLeaves(
      Node n,
      float mean,
      float difference,
      float[] gain,
      float[] above,
      float[] sum,
      float[] pay,
      int rows) {
    float start = n.weightAtZero;
    float scale = n.scale[0];
    float slope = n.slope[0];
    for (int i = 0; i < rows; i++) {
      sum[i] = mean + slope * (difference * gain[i]);
      pay[i] = start + scale * above[i];
    }
  }

  private static void addLeaves(
      Node n,
      int q,
      float mean,
      float difference,
      float[] gain,
      float[] above,
      float[] sum,
      float[] pay,
      int rows) {
    float scale = n.scale[q];
    float slope = n.slope[q];
    for (int i = 0; i < rows; i++) {
      sum[i] = mean + slope * (difference * gain[i]);
      pay[i] += scale * above[i];
    }
  }

  private static void addLeafProduct(
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

  @Override
  void appendBit(int[] bins, int cut, int flip, int[] keys, int rows) {
    for (int i = 0; i < rows; i++) {
      keys[i] = keys[i] + keys[i] + (((bins[i] - cut) ^ flip) >>> 31);
    }
  }

  @Override
  void clearBit(int[] bins, int cut, int flip, int[] keys, int rows) {
    for (int i = 0; i < rows; i++) {
      keys[i] &= (((bins[i] - cut) ^ flip) >> 31) | ~1;
    }
  }

  @Override
  void addEntries(float[] table, int[] keys, float[] sums, int rows) {
    for (int i = 0; i < rows; i++) {
      int entry = keys[i] * KeyGroup.LANES;
      int s = i * KeyGroup.LANES;
      sums[s + 0] += table[entry + 0];
      sums[s + 1] += table[entry + 1];
      sums[s + 2] += table[entry + 2];
      sums[s + 3] += table[entry + 3];
      sums[s + 4] += table[entry + 4];
      sums[s + 5] += table[entry + 5];
      sums[s + 6] += table[entry + 6];
      sums[s + 7] += table[entry + 7];
    }
  }

  @Override
  void addEntries(
      float[] tableA,
      float[] tableB,
      float[] tableC,
      float[] tableD,
      int[][] keys,
      float[] sums,
      int rows) {
    int[] keysA = keys[0];
    int[] keysB = keys[1];
    int[] keysC = keys[2];
    int[] keysD = keys[3];
    for (int i = 0; i < rows; i++) {
      int a = keysA[i] * KeyGroup.LANES;
      int b = keysB[i] * KeyGroup.LANES;
      int c = keysC[i] * KeyGroup.LANES;
      int d = keysD[i] * KeyGroup.LANES;
      int s = i * KeyGroup.LANES;
      sums[s + 0] += (tableA[a + 0] + tableB[b + 0]) + (tableC[c + 0] + tableD[d + 0]);
      sums[s + 1] += (tableA[a + 1] + tableB[b + 1]) + (tableC[c + 1] + tableD[d + 1]);
      sums[s + 2] += (tableA[a + 2] + tableB[b + 2]) + (tableC[c + 2] + tableD[d + 2]);
      sums[s + 3] += (tableA[a + 3] + tableB[b + 3]) + (tableC[c + 3] + tableD[d + 3]);
      sums[s + 4] += (tableA[a + 4] + tableB[b + 4]) + (tableC[c + 4] + tableD[d + 4]);
      sums[s + 5] += (tableA[a + 5] + tableB[b + 5]) + (tableC[c + 5] + tableD[d + 5]);
      sums[s + 6] += (tableA[a + 6] + tableB[b + 6]) + (tableC[c + 6] + tableD[d + 6]);
      sums[s + 7] += (tableA[a + 7] + tableB[b + 7]) + (tableC[c + 7] + tableD[d + 7]);
    }
  }
}
