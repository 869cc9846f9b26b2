package io.meetinginsights.shapley;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernel in vector instructions: what the plain one does loop after loop is done in one pass,
 * so that what lies in between stays in registers. For more than four points it is the plain one.
 *
 * <p>The only class that needs the module {@code jdk.incubator.vector}; {@link Kernels} loads it by
 * name where the module is there. Its loops call the vector methods directly and not through
 * methods of ours: in bodies of this size the compiler inlines only what the JDK marks, and a
 * vector that crosses a call lands on the heap.
 */
final class VectorKernel extends PlainKernel {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final VectorSpecies<Integer> KEYS = IntVector.SPECIES_PREFERRED;

  /** As long as an entry of a table; see {@link KeyGroup#LANES}. */
  private static final VectorSpecies<Float> ENTRY = FloatVector.SPECIES_256;

  /** A machine without vectors of that length would do each operation in a call. */
  private static final boolean HAS_ENTRIES = LANES >= ENTRY.length();

  /** The sign bit: all that is kept of a difference before it becomes +1 or -1. */
  private static final int SIGN = 0x8000_0000;

  private static final int ONE = Float.floatToRawIntBits(1);

  @Override
  String name() {
    return "jdk.incubator.vector, " + LANES + " lanes";
  }

  @Override
  int blockRows() {
    return 256;
  }

  @Override
  void sides(float[] bins, float cut, float[] side, int rows) {
    for (int i = 0; i < rows; i += LANES) {
      FloatVector.broadcast(SPECIES, cut - 0.5f)
          .sub(FloatVector.fromArray(SPECIES, bins, i))
          .reinterpretAsInts()
          .and(SIGN)
          .or(ONE)
          .reinterpretAsFloats()
          .intoArray(side, i);
    }
  }

  @Override
  void sidesAndGains(float[] bins, float cut, float half, float[] side, float[] gain, int rows) {
    for (int i = 0; i < rows; i += LANES) {
      FloatVector sides =
          FloatVector.broadcast(SPECIES, cut - 0.5f)
              .sub(FloatVector.fromArray(SPECIES, bins, i))
              .reinterpretAsInts()
              .and(SIGN)
              .or(ONE)
              .reinterpretAsFloats();
      sides.intoArray(side, i);
      sides.mul(0.5f).add(half).intoArray(gain, i);
    }
  }

  @Override
  void gains(float[] side, float half, float[] gain, int rows) {
    for (int i = 0; i < rows; i += LANES) {
      FloatVector.fromArray(SPECIES, side, i).mul(0.5f).add(half).intoArray(gain, i);
    }
  }

  @Override
  void gains(float[] side, float half, float[] open, float[] gain, int rows) {
    for (int i = 0; i < rows; i += LANES) {
      FloatVector.fromArray(SPECIES, side, i)
          .mul(0.5f)
          .add(half)
          .mul(FloatVector.fromArray(SPECIES, open, i))
          .intoArray(gain, i);
    }
  }

  @Override
  void opens(float[] side, float sign, float[] open, int rows) {
    for (int i = 0; i < rows; i += LANES) {
      FloatVector.fromArray(SPECIES, side, i).mul(sign).add(0.5f).intoArray(open, i);
    }
  }

  @Override
  void opens(float[] side, float sign, float[] before, float[] open, int rows) {
    for (int i = 0; i < rows; i += LANES) {
      FloatVector.fromArray(SPECIES, side, i)
          .mul(sign)
          .add(0.5f)
          .mul(FloatVector.fromArray(SPECIES, before, i))
          .intoArray(open, i);
    }
  }

  @Override
  void choose(float[] side, float[] left, float[] right, float[] leaf, int rows) {
    for (int i = 0; i < rows; i += LANES) {
      FloatVector l = FloatVector.fromArray(SPECIES, left, i);
      FloatVector r = FloatVector.fromArray(SPECIES, right, i);
      l.add(r)
          .add(FloatVector.fromArray(SPECIES, side, i).mul(l.sub(r)))
          .mul(0.5f)
          .intoArray(leaf, i);
    }
  }

  @Override
  void chooseLeaf(Node n, float[] side, float[] leaf, int rows) {
    float middle = 0.5f * (n.left.leaf + n.right.leaf);
    float half = 0.5f * (n.left.leaf - n.right.leaf);
    for (int i = 0; i < rows; i += LANES) {
      FloatVector.fromArray(SPECIES, side, i).mul(half).add(middle).intoArray(leaf, i);
    }
  }

  @Override
  boolean takesTriples(int points) {
    return points <= 4;
  }

  private static void chooseOfTriple(
      Node n, float[] side, float[] sideLeft, float[] sideRight, float[] leaf, int rows) {
    float middleL = 0.5f * (n.left.left.leaf + n.left.right.leaf);
    float middleR = 0.5f * (n.right.left.leaf + n.right.right.leaf);
    float halfL = 0.5f * (n.left.left.leaf - n.left.right.leaf);
    float halfR = 0.5f * (n.right.left.leaf - n.right.right.leaf);
    for (int i = 0; i < rows; i += LANES) {
      FloatVector l = FloatVector.fromArray(SPECIES, sideLeft, i).mul(halfL).add(middleL);
      FloatVector r = FloatVector.fromArray(SPECIES, sideRight, i).mul(halfR).add(middleR);
      l.add(r)
          .add(FloatVector.fromArray(SPECIES, side, i).mul(l.sub(r)))
          .mul(0.5f)
          .intoArray(leaf, i);
    }
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
    switch (n.slope.length) {
      case 2 -> decidedTriple2(n, own, ofLeft, ofRight, above, out, phi, rows);
      case 3 -> decidedTriple3(n, own, ofLeft, ofRight, above, out, phi, rows);
      default -> decidedTriple4(n, own, ofLeft, ofRight, above, out, phi, rows);
    }
    chooseOfTriple(n, own.side, ofLeft.side, ofRight.side, out.leaf, rows);
  }

  @Override
  void descend(Node n, float[] gain, float[][] above, float[][] below, int rows) {
    switch (n.slope.length) {
      case 2 -> descend2(n, gain, above, below, rows);
      case 3 -> descend3(n, gain, above, below, rows);
      case 4 -> descend4(n, gain, above, below, rows);
      default -> super.descend(n, gain, above, below, rows);
    }
  }

  @Override
  void cross(Node n, float[][] above, float[][] below, int rows) {
    switch (n.slope.length) {
      case 2 -> cross2(above, below, rows);
      case 3 -> cross3(above, below, rows);
      case 4 -> cross4(above, below, rows);
      default -> super.cross(n, above, below, rows);
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
    switch (n.slope.length) {
      case 2 -> combine2(n, gain, above, left, right, out, phi, rows);
      case 3 -> combine3(n, gain, above, left, right, out, phi, rows);
      case 4 -> combine4(n, gain, above, left, right, out, phi, rows);
      default -> super.combine(n, gain, above, left, right, out, pay, phi, rows);
    }
  }

  @Override
  void leaves(Node n, float[] gain, float[][] above, Sums out, float[] pay, float[] phi, int rows) {
    switch (n.slope.length) {
      case 2 -> leaves2(n, gain, above, out, phi, rows);
      case 3 -> leaves3(n, gain, above, out, phi, rows);
      case 4 -> leaves4(n, gain, above, out, phi, rows);
      default -> super.leaves(n, gain, above, out, pay, phi, rows);
    }
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
    switch (n.slope.length) {
      case 2 -> triple2(n, bins, binsLeft, binsRight, above, out, phi, rows);
      case 3 -> triple3(n, bins, binsLeft, binsRight, above, out, phi, rows);
      default -> triple4(n, bins, binsLeft, binsRight, above, out, phi, rows);
    }
  }

  private static void descend2(Node n, float[] gain, float[][] above, float[][] below, int rows) {
    float share = n.share;
    float slope0 = n.slope[0];
    float slope1 = n.slope[1];
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] below0 = below[0];
    float[] below1 = below[1];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector g = FloatVector.fromArray(SPECIES, gain, i);
      FloatVector.fromArray(SPECIES, above0, i).mul(g.mul(slope0).add(share)).intoArray(below0, i);
      FloatVector.fromArray(SPECIES, above1, i).mul(g.mul(slope1).add(share)).intoArray(below1, i);
    }
  }

  private static void cross2(float[][] above, float[][] below, int rows) {
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] below0 = below[0];
    float[] below1 = below[1];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector.fromArray(SPECIES, above0, i)
          .sub(FloatVector.fromArray(SPECIES, below0, i))
          .intoArray(below0, i);
      FloatVector.fromArray(SPECIES, above1, i)
          .sub(FloatVector.fromArray(SPECIES, below1, i))
          .intoArray(below1, i);
    }
  }

  private static void combine2(
      Node n, float[] gain, float[][] above, Sums l, Sums r, Sums out, float[] phi, int rows) {
    float share = n.share;
    float payAtZero = n.payAtZero;
    float slope0 = n.slope[0];
    float slope1 = n.slope[1];
    float scale0 = n.scale[0];
    float scale1 = n.scale[1];
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] left0 = l.sum[0];
    float[] left1 = l.sum[1];
    float[] right0 = r.sum[0];
    float[] right1 = r.sum[1];
    float[] sum0 = out.sum[0];
    float[] sum1 = out.sum[1];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector g = FloatVector.fromArray(SPECIES, gain, i);
      FloatVector r0 = FloatVector.fromArray(SPECIES, right0, i);
      FloatVector d0 = FloatVector.fromArray(SPECIES, left0, i).sub(r0);
      r0.add(g.mul(slope0).add(share).mul(d0)).intoArray(sum0, i);
      FloatVector r1 = FloatVector.fromArray(SPECIES, right1, i);
      FloatVector d1 = FloatVector.fromArray(SPECIES, left1, i).sub(r1);
      r1.add(g.mul(slope1).add(share).mul(d1)).intoArray(sum1, i);
      FloatVector pay =
          FloatVector.fromArray(SPECIES, above0, i).mul(d0).mul(scale0).add(payAtZero);
      pay = pay.add(FloatVector.fromArray(SPECIES, above1, i).mul(d1).mul(scale1));
      FloatVector.fromArray(SPECIES, phi, i).add(g.mul(pay)).intoArray(phi, i);
    }
  }

  private static void leaves2(
      Node n, float[] gain, float[][] above, Sums out, float[] phi, int rows) {
    float difference = n.left.value - n.right.value;
    float mean = n.right.value + n.share * difference;
    float weightAtZero = n.weightAtZero;
    float slope0 = n.slope[0];
    float slope1 = n.slope[1];
    float scale0 = n.scale[0];
    float scale1 = n.scale[1];
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] sum0 = out.sum[0];
    float[] sum1 = out.sum[1];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector g = FloatVector.fromArray(SPECIES, gain, i).mul(difference);
      g.mul(slope0).add(mean).intoArray(sum0, i);
      g.mul(slope1).add(mean).intoArray(sum1, i);
      FloatVector pay = FloatVector.fromArray(SPECIES, above0, i).mul(scale0).add(weightAtZero);
      pay = pay.add(FloatVector.fromArray(SPECIES, above1, i).mul(scale1));
      FloatVector.fromArray(SPECIES, phi, i).add(g.mul(pay)).intoArray(phi, i);
    }
  }

  private static void triple2(
      Node n,
      float[] bins,
      float[] binsLeft,
      float[] binsRight,
      float[][] above,
      Sums out,
      float[][] phi,
      int rows) {
    Node left = n.left;
    Node right = n.right;
    float share = n.share;
    float payAtZero = n.payAtZero;
    float weightAtZeroL = left.weightAtZero;
    float weightAtZeroR = right.weightAtZero;
    float differenceL = left.left.value - left.right.value;
    float differenceR = right.left.value - right.right.value;
    float meanL = left.right.value + left.share * differenceL;
    float meanR = right.right.value + right.share * differenceR;
    float middleL = 0.5f * (left.left.leaf + left.right.leaf);
    float middleR = 0.5f * (right.left.leaf + right.right.leaf);
    float halfLeafL = 0.5f * (left.left.leaf - left.right.leaf);
    float halfLeafR = 0.5f * (right.left.leaf - right.right.leaf);
    float slope0 = n.slope[0];
    float slope1 = n.slope[1];
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] sum0 = out.sum[0];
    float[] sum1 = out.sum[1];
    float[] leaf = out.leaf;
    float[] phiN = phi[n.player];
    float[] phiL = phi[left.player];
    float[] phiR = phi[right.player];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector side =
          FloatVector.broadcast(SPECIES, n.cut - 0.5f)
              .sub(FloatVector.fromArray(SPECIES, bins, i))
              .reinterpretAsInts()
              .and(SIGN)
              .or(ONE)
              .reinterpretAsFloats();
      FloatVector sideL =
          FloatVector.broadcast(SPECIES, left.cut - 0.5f)
              .sub(FloatVector.fromArray(SPECIES, binsLeft, i))
              .reinterpretAsInts()
              .and(SIGN)
              .or(ONE)
              .reinterpretAsFloats();
      FloatVector sideR =
          FloatVector.broadcast(SPECIES, right.cut - 0.5f)
              .sub(FloatVector.fromArray(SPECIES, binsRight, i))
              .reinterpretAsInts()
              .and(SIGN)
              .or(ONE)
              .reinterpretAsFloats();
      FloatVector leafL = sideL.mul(halfLeafL).add(middleL);
      FloatVector leafR = sideR.mul(halfLeafR).add(middleR);
      leafL.add(leafR).add(side.mul(leafL.sub(leafR))).mul(0.5f).intoArray(leaf, i);
      FloatVector g = side.mul(0.5f).add(n.half);
      FloatVector gL = sideL.mul(0.5f).add(left.half).mul(differenceL);
      FloatVector gR = sideR.mul(0.5f).add(right.half).mul(differenceR);
      FloatVector a0 = FloatVector.fromArray(SPECIES, above0, i);
      FloatVector edge0 = g.mul(slope0).add(share);
      FloatVector left0 = a0.mul(edge0);
      FloatVector r0 = gR.mul(slope0).add(meanR);
      FloatVector d0 = gL.mul(slope0).add(meanL).sub(r0);
      r0.add(edge0.mul(d0)).intoArray(sum0, i);
      FloatVector a1 = FloatVector.fromArray(SPECIES, above1, i);
      FloatVector edge1 = g.mul(slope1).add(share);
      FloatVector left1 = a1.mul(edge1);
      FloatVector r1 = gR.mul(slope1).add(meanR);
      FloatVector d1 = gL.mul(slope1).add(meanL).sub(r1);
      r1.add(edge1.mul(d1)).intoArray(sum1, i);
      FloatVector payL = left0.add(weightAtZeroL);
      FloatVector payR = a0.sub(left0).add(weightAtZeroR);
      FloatVector pay = a0.mul(d0).add(payAtZero);
      payL = payL.add(left1);
      payR = payR.add(a1.sub(left1));
      pay = pay.add(a1.mul(d1));
      FloatVector.fromArray(SPECIES, phiL, i).add(gL.mul(payL)).intoArray(phiL, i);
      FloatVector.fromArray(SPECIES, phiR, i).add(gR.mul(payR)).intoArray(phiR, i);
      FloatVector.fromArray(SPECIES, phiN, i).add(g.mul(pay)).intoArray(phiN, i);
    }
  }

  private static void decidedTriple2(
      Node n,
      Decided own,
      Decided ofLeft,
      Decided ofRight,
      float[][] above,
      Sums out,
      float[][] phi,
      int rows) {
    Node left = n.left;
    Node right = n.right;
    float share = n.share;
    float payAtZero = n.payAtZero;
    float weightAtZeroL = left.weightAtZero;
    float weightAtZeroR = right.weightAtZero;
    float differenceL = left.left.value - left.right.value;
    float differenceR = right.left.value - right.right.value;
    float meanL = left.right.value + left.share * differenceL;
    float meanR = right.right.value + right.share * differenceR;
    float slope0 = n.slope[0];
    float slope1 = n.slope[1];
    float slopeL0 = left.slope[0];
    float slopeL1 = left.slope[1];
    float slopeR0 = right.slope[0];
    float slopeR1 = right.slope[1];
    float scale0 = n.scale[0];
    float scale1 = n.scale[1];
    float scaleL0 = left.scale[0];
    float scaleL1 = left.scale[1];
    float scaleR0 = right.scale[0];
    float scaleR1 = right.scale[1];
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] sum0 = out.sum[0];
    float[] sum1 = out.sum[1];
    float[] gain = own.gain;
    float[] gainL = ofLeft.gain;
    float[] gainR = ofRight.gain;
    float[] leaf = out.leaf;
    float[] phiN = phi[n.player];
    float[] phiL = phi[left.player];
    float[] phiR = phi[right.player];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector g = FloatVector.fromArray(SPECIES, gain, i);
      FloatVector gL = FloatVector.fromArray(SPECIES, gainL, i).mul(differenceL);
      FloatVector gR = FloatVector.fromArray(SPECIES, gainR, i).mul(differenceR);
      FloatVector a0 = FloatVector.fromArray(SPECIES, above0, i);
      FloatVector edge0 = g.mul(slope0).add(share);
      FloatVector left0 = a0.mul(edge0);
      FloatVector r0 = gR.mul(slopeR0).add(meanR);
      FloatVector d0 = gL.mul(slopeL0).add(meanL).sub(r0);
      r0.add(edge0.mul(d0)).intoArray(sum0, i);
      FloatVector a1 = FloatVector.fromArray(SPECIES, above1, i);
      FloatVector edge1 = g.mul(slope1).add(share);
      FloatVector left1 = a1.mul(edge1);
      FloatVector r1 = gR.mul(slopeR1).add(meanR);
      FloatVector d1 = gL.mul(slopeL1).add(meanL).sub(r1);
      r1.add(edge1.mul(d1)).intoArray(sum1, i);
      FloatVector payL = left0.mul(scaleL0).add(weightAtZeroL);
      FloatVector payR = a0.sub(left0).mul(scaleR0).add(weightAtZeroR);
      FloatVector pay = a0.mul(d0).mul(scale0).add(payAtZero);
      payL = payL.add(left1.mul(scaleL1));
      payR = payR.add(a1.sub(left1).mul(scaleR1));
      pay = pay.add(a1.mul(d1).mul(scale1));
      FloatVector.fromArray(SPECIES, phiL, i).add(gL.mul(payL)).intoArray(phiL, i);
      FloatVector.fromArray(SPECIES, phiR, i).add(gR.mul(payR)).intoArray(phiR, i);
      FloatVector.fromArray(SPECIES, phiN, i).add(g.mul(pay)).intoArray(phiN, i);
    }
  }

  private static void descend3(Node n, float[] gain, float[][] above, float[][] below, int rows) {
    float share = n.share;
    float slope0 = n.slope[0];
    float slope1 = n.slope[1];
    float slope2 = n.slope[2];
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] above2 = above[2];
    float[] below0 = below[0];
    float[] below1 = below[1];
    float[] below2 = below[2];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector g = FloatVector.fromArray(SPECIES, gain, i);
      FloatVector.fromArray(SPECIES, above0, i).mul(g.mul(slope0).add(share)).intoArray(below0, i);
      FloatVector.fromArray(SPECIES, above1, i).mul(g.mul(slope1).add(share)).intoArray(below1, i);
      FloatVector.fromArray(SPECIES, above2, i).mul(g.mul(slope2).add(share)).intoArray(below2, i);
    }
  }

  private static void cross3(float[][] above, float[][] below, int rows) {
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] above2 = above[2];
    float[] below0 = below[0];
    float[] below1 = below[1];
    float[] below2 = below[2];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector.fromArray(SPECIES, above0, i)
          .sub(FloatVector.fromArray(SPECIES, below0, i))
          .intoArray(below0, i);
      FloatVector.fromArray(SPECIES, above1, i)
          .sub(FloatVector.fromArray(SPECIES, below1, i))
          .intoArray(below1, i);
      FloatVector.fromArray(SPECIES, above2, i)
          .sub(FloatVector.fromArray(SPECIES, below2, i))
          .intoArray(below2, i);
    }
  }

  private static void combine3(
      Node n, float[] gain, float[][] above, Sums l, Sums r, Sums out, float[] phi, int rows) {
    float share = n.share;
    float payAtZero = n.payAtZero;
    float slope0 = n.slope[0];
    float slope1 = n.slope[1];
    float slope2 = n.slope[2];
    float scale0 = n.scale[0];
    float scale1 = n.scale[1];
    float scale2 = n.scale[2];
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] above2 = above[2];
    float[] left0 = l.sum[0];
    float[] left1 = l.sum[1];
    float[] left2 = l.sum[2];
    float[] right0 = r.sum[0];
    float[] right1 = r.sum[1];
    float[] right2 = r.sum[2];
    float[] sum0 = out.sum[0];
    float[] sum1 = out.sum[1];
    float[] sum2 = out.sum[2];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector g = FloatVector.fromArray(SPECIES, gain, i);
      FloatVector r0 = FloatVector.fromArray(SPECIES, right0, i);
      FloatVector d0 = FloatVector.fromArray(SPECIES, left0, i).sub(r0);
      r0.add(g.mul(slope0).add(share).mul(d0)).intoArray(sum0, i);
      FloatVector r1 = FloatVector.fromArray(SPECIES, right1, i);
      FloatVector d1 = FloatVector.fromArray(SPECIES, left1, i).sub(r1);
      r1.add(g.mul(slope1).add(share).mul(d1)).intoArray(sum1, i);
      FloatVector r2 = FloatVector.fromArray(SPECIES, right2, i);
      FloatVector d2 = FloatVector.fromArray(SPECIES, left2, i).sub(r2);
      r2.add(g.mul(slope2).add(share).mul(d2)).intoArray(sum2, i);
      FloatVector pay =
          FloatVector.fromArray(SPECIES, above0, i).mul(d0).mul(scale0).add(payAtZero);
      pay = pay.add(FloatVector.fromArray(SPECIES, above1, i).mul(d1).mul(scale1));
      pay = pay.add(FloatVector.fromArray(SPECIES, above2, i).mul(d2).mul(scale2));
      FloatVector.fromArray(SPECIES, phi, i).add(g.mul(pay)).intoArray(phi, i);
    }
  }

  private static void leaves3(
      Node n, float[] gain, float[][] above, Sums out, float[] phi, int rows) {
    float difference = n.left.value - n.right.value;
    float mean = n.right.value + n.share * difference;
    float weightAtZero = n.weightAtZero;
    float slope0 = n.slope[0];
    float slope1 = n.slope[1];
    float slope2 = n.slope[2];
    float scale0 = n.scale[0];
    float scale1 = n.scale[1];
    float scale2 = n.scale[2];
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] above2 = above[2];
    float[] sum0 = out.sum[0];
    float[] sum1 = out.sum[1];
    float[] sum2 = out.sum[2];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector g = FloatVector.fromArray(SPECIES, gain, i).mul(difference);
      g.mul(slope0).add(mean).intoArray(sum0, i);
      g.mul(slope1).add(mean).intoArray(sum1, i);
      g.mul(slope2).add(mean).intoArray(sum2, i);
      FloatVector pay = FloatVector.fromArray(SPECIES, above0, i).mul(scale0).add(weightAtZero);
      pay = pay.add(FloatVector.fromArray(SPECIES, above1, i).mul(scale1));
      pay = pay.add(FloatVector.fromArray(SPECIES, above2, i).mul(scale2));
      FloatVector.fromArray(SPECIES, phi, i).add(g.mul(pay)).intoArray(phi, i);
    }
  }

  private static void triple3(
      Node n,
      float[] bins,
      float[] binsLeft,
      float[] binsRight,
      float[][] above,
      Sums out,
      float[][] phi,
      int rows) {
    Node left = n.left;
    Node right = n.right;
    float share = n.share;
    float payAtZero = n.payAtZero;
    float weightAtZeroL = left.weightAtZero;
    float weightAtZeroR = right.weightAtZero;
    float differenceL = left.left.value - left.right.value;
    float differenceR = right.left.value - right.right.value;
    float meanL = left.right.value + left.share * differenceL;
    float meanR = right.right.value + right.share * differenceR;
    float middleL = 0.5f * (left.left.leaf + left.right.leaf);
    float middleR = 0.5f * (right.left.leaf + right.right.leaf);
    float halfLeafL = 0.5f * (left.left.leaf - left.right.leaf);
    float halfLeafR = 0.5f * (right.left.leaf - right.right.leaf);
    float slope0 = n.slope[0];
    float slope1 = n.slope[1];
    float slope2 = n.slope[2];
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] above2 = above[2];
    float[] sum0 = out.sum[0];
    float[] sum1 = out.sum[1];
    float[] sum2 = out.sum[2];
    float[] leaf = out.leaf;
    float[] phiN = phi[n.player];
    float[] phiL = phi[left.player];
    float[] phiR = phi[right.player];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector side =
          FloatVector.broadcast(SPECIES, n.cut - 0.5f)
              .sub(FloatVector.fromArray(SPECIES, bins, i))
              .reinterpretAsInts()
              .and(SIGN)
              .or(ONE)
              .reinterpretAsFloats();
      FloatVector sideL =
          FloatVector.broadcast(SPECIES, left.cut - 0.5f)
              .sub(FloatVector.fromArray(SPECIES, binsLeft, i))
              .reinterpretAsInts()
              .and(SIGN)
              .or(ONE)
              .reinterpretAsFloats();
      FloatVector sideR =
          FloatVector.broadcast(SPECIES, right.cut - 0.5f)
              .sub(FloatVector.fromArray(SPECIES, binsRight, i))
              .reinterpretAsInts()
              .and(SIGN)
              .or(ONE)
              .reinterpretAsFloats();
      FloatVector leafL = sideL.mul(halfLeafL).add(middleL);
      FloatVector leafR = sideR.mul(halfLeafR).add(middleR);
      leafL.add(leafR).add(side.mul(leafL.sub(leafR))).mul(0.5f).intoArray(leaf, i);
      FloatVector g = side.mul(0.5f).add(n.half);
      FloatVector gL = sideL.mul(0.5f).add(left.half).mul(differenceL);
      FloatVector gR = sideR.mul(0.5f).add(right.half).mul(differenceR);
      FloatVector a0 = FloatVector.fromArray(SPECIES, above0, i);
      FloatVector edge0 = g.mul(slope0).add(share);
      FloatVector left0 = a0.mul(edge0);
      FloatVector r0 = gR.mul(slope0).add(meanR);
      FloatVector d0 = gL.mul(slope0).add(meanL).sub(r0);
      r0.add(edge0.mul(d0)).intoArray(sum0, i);
      FloatVector a1 = FloatVector.fromArray(SPECIES, above1, i);
      FloatVector edge1 = g.mul(slope1).add(share);
      FloatVector left1 = a1.mul(edge1);
      FloatVector r1 = gR.mul(slope1).add(meanR);
      FloatVector d1 = gL.mul(slope1).add(meanL).sub(r1);
      r1.add(edge1.mul(d1)).intoArray(sum1, i);
      FloatVector a2 = FloatVector.fromArray(SPECIES, above2, i);
      FloatVector edge2 = g.mul(slope2).add(share);
      FloatVector left2 = a2.mul(edge2);
      FloatVector r2 = gR.mul(slope2).add(meanR);
      FloatVector d2 = gL.mul(slope2).add(meanL).sub(r2);
      r2.add(edge2.mul(d2)).intoArray(sum2, i);
      FloatVector payL = left0.add(weightAtZeroL);
      FloatVector payR = a0.sub(left0).add(weightAtZeroR);
      FloatVector pay = a0.mul(d0).add(payAtZero);
      payL = payL.add(left1);
      payR = payR.add(a1.sub(left1));
      pay = pay.add(a1.mul(d1));
      payL = payL.add(left2);
      payR = payR.add(a2.sub(left2));
      pay = pay.add(a2.mul(d2));
      FloatVector.fromArray(SPECIES, phiL, i).add(gL.mul(payL)).intoArray(phiL, i);
      FloatVector.fromArray(SPECIES, phiR, i).add(gR.mul(payR)).intoArray(phiR, i);
      FloatVector.fromArray(SPECIES, phiN, i).add(g.mul(pay)).intoArray(phiN, i);
    }
  }

  private static void decidedTriple3(
      Node n,
      Decided own,
      Decided ofLeft,
      Decided ofRight,
      float[][] above,
      Sums out,
      float[][] phi,
      int rows) {
    Node left = n.left;
    Node right = n.right;
    float share = n.share;
    float payAtZero = n.payAtZero;
    float weightAtZeroL = left.weightAtZero;
    float weightAtZeroR = right.weightAtZero;
    float differenceL = left.left.value - left.right.value;
    float differenceR = right.left.value - right.right.value;
    float meanL = left.right.value + left.share * differenceL;
    float meanR = right.right.value + right.share * differenceR;
    float slope0 = n.slope[0];
    float slope1 = n.slope[1];
    float slope2 = n.slope[2];
    float slopeL0 = left.slope[0];
    float slopeL1 = left.slope[1];
    float slopeL2 = left.slope[2];
    float slopeR0 = right.slope[0];
    float slopeR1 = right.slope[1];
    float slopeR2 = right.slope[2];
    float scale0 = n.scale[0];
    float scale1 = n.scale[1];
    float scale2 = n.scale[2];
    float scaleL0 = left.scale[0];
    float scaleL1 = left.scale[1];
    float scaleL2 = left.scale[2];
    float scaleR0 = right.scale[0];
    float scaleR1 = right.scale[1];
    float scaleR2 = right.scale[2];
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] above2 = above[2];
    float[] sum0 = out.sum[0];
    float[] sum1 = out.sum[1];
    float[] sum2 = out.sum[2];
    float[] gain = own.gain;
    float[] gainL = ofLeft.gain;
    float[] gainR = ofRight.gain;
    float[] leaf = out.leaf;
    float[] phiN = phi[n.player];
    float[] phiL = phi[left.player];
    float[] phiR = phi[right.player];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector g = FloatVector.fromArray(SPECIES, gain, i);
      FloatVector gL = FloatVector.fromArray(SPECIES, gainL, i).mul(differenceL);
      FloatVector gR = FloatVector.fromArray(SPECIES, gainR, i).mul(differenceR);
      FloatVector a0 = FloatVector.fromArray(SPECIES, above0, i);
      FloatVector edge0 = g.mul(slope0).add(share);
      FloatVector left0 = a0.mul(edge0);
      FloatVector r0 = gR.mul(slopeR0).add(meanR);
      FloatVector d0 = gL.mul(slopeL0).add(meanL).sub(r0);
      r0.add(edge0.mul(d0)).intoArray(sum0, i);
      FloatVector a1 = FloatVector.fromArray(SPECIES, above1, i);
      FloatVector edge1 = g.mul(slope1).add(share);
      FloatVector left1 = a1.mul(edge1);
      FloatVector r1 = gR.mul(slopeR1).add(meanR);
      FloatVector d1 = gL.mul(slopeL1).add(meanL).sub(r1);
      r1.add(edge1.mul(d1)).intoArray(sum1, i);
      FloatVector a2 = FloatVector.fromArray(SPECIES, above2, i);
      FloatVector edge2 = g.mul(slope2).add(share);
      FloatVector left2 = a2.mul(edge2);
      FloatVector r2 = gR.mul(slopeR2).add(meanR);
      FloatVector d2 = gL.mul(slopeL2).add(meanL).sub(r2);
      r2.add(edge2.mul(d2)).intoArray(sum2, i);
      FloatVector payL = left0.mul(scaleL0).add(weightAtZeroL);
      FloatVector payR = a0.sub(left0).mul(scaleR0).add(weightAtZeroR);
      FloatVector pay = a0.mul(d0).mul(scale0).add(payAtZero);
      payL = payL.add(left1.mul(scaleL1));
      payR = payR.add(a1.sub(left1).mul(scaleR1));
      pay = pay.add(a1.mul(d1).mul(scale1));
      payL = payL.add(left2.mul(scaleL2));
      payR = payR.add(a2.sub(left2).mul(scaleR2));
      pay = pay.add(a2.mul(d2).mul(scale2));
      FloatVector.fromArray(SPECIES, phiL, i).add(gL.mul(payL)).intoArray(phiL, i);
      FloatVector.fromArray(SPECIES, phiR, i).add(gR.mul(payR)).intoArray(phiR, i);
      FloatVector.fromArray(SPECIES, phiN, i).add(g.mul(pay)).intoArray(phiN, i);
    }
  }

  private static void descend4(Node n, float[] gain, float[][] above, float[][] below, int rows) {
    float share = n.share;
    float slope0 = n.slope[0];
    float slope1 = n.slope[1];
    float slope2 = n.slope[2];
    float slope3 = n.slope[3];
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] above2 = above[2];
    float[] above3 = above[3];
    float[] below0 = below[0];
    float[] below1 = below[1];
    float[] below2 = below[2];
    float[] below3 = below[3];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector g = FloatVector.fromArray(SPECIES, gain, i);
      FloatVector.fromArray(SPECIES, above0, i).mul(g.mul(slope0).add(share)).intoArray(below0, i);
      FloatVector.fromArray(SPECIES, above1, i).mul(g.mul(slope1).add(share)).intoArray(below1, i);
      FloatVector.fromArray(SPECIES, above2, i).mul(g.mul(slope2).add(share)).intoArray(below2, i);
      FloatVector.fromArray(SPECIES, above3, i).mul(g.mul(slope3).add(share)).intoArray(below3, i);
    }
  }

  private static void cross4(float[][] above, float[][] below, int rows) {
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] above2 = above[2];
    float[] above3 = above[3];
    float[] below0 = below[0];
    float[] below1 = below[1];
    float[] below2 = below[2];
    float[] below3 = below[3];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector.fromArray(SPECIES, above0, i)
          .sub(FloatVector.fromArray(SPECIES, below0, i))
          .intoArray(below0, i);
      FloatVector.fromArray(SPECIES, above1, i)
          .sub(FloatVector.fromArray(SPECIES, below1, i))
          .intoArray(below1, i);
      FloatVector.fromArray(SPECIES, above2, i)
          .sub(FloatVector.fromArray(SPECIES, below2, i))
          .intoArray(below2, i);
      FloatVector.fromArray(SPECIES, above3, i)
          .sub(FloatVector.fromArray(SPECIES, below3, i))
          .intoArray(below3, i);
    }
  }

  private static void combine4(
      Node n, float[] gain, float[][] above, Sums l, Sums r, Sums out, float[] phi, int rows) {
    float share = n.share;
    float payAtZero = n.payAtZero;
    float slope0 = n.slope[0];
    float slope1 = n.slope[1];
    float slope2 = n.slope[2];
    float slope3 = n.slope[3];
    float scale0 = n.scale[0];
    float scale1 = n.scale[1];
    float scale2 = n.scale[2];
    float scale3 = n.scale[3];
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] above2 = above[2];
    float[] above3 = above[3];
    float[] left0 = l.sum[0];
    float[] left1 = l.sum[1];
    float[] left2 = l.sum[2];
    float[] left3 = l.sum[3];
    float[] right0 = r.sum[0];
    float[] right1 = r.sum[1];
    float[] right2 = r.sum[2];
    float[] right3 = r.sum[3];
    float[] sum0 = out.sum[0];
    float[] sum1 = out.sum[1];
    float[] sum2 = out.sum[2];
    float[] sum3 = out.sum[3];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector g = FloatVector.fromArray(SPECIES, gain, i);
      FloatVector r0 = FloatVector.fromArray(SPECIES, right0, i);
      FloatVector d0 = FloatVector.fromArray(SPECIES, left0, i).sub(r0);
      r0.add(g.mul(slope0).add(share).mul(d0)).intoArray(sum0, i);
      FloatVector r1 = FloatVector.fromArray(SPECIES, right1, i);
      FloatVector d1 = FloatVector.fromArray(SPECIES, left1, i).sub(r1);
      r1.add(g.mul(slope1).add(share).mul(d1)).intoArray(sum1, i);
      FloatVector r2 = FloatVector.fromArray(SPECIES, right2, i);
      FloatVector d2 = FloatVector.fromArray(SPECIES, left2, i).sub(r2);
      r2.add(g.mul(slope2).add(share).mul(d2)).intoArray(sum2, i);
      FloatVector r3 = FloatVector.fromArray(SPECIES, right3, i);
      FloatVector d3 = FloatVector.fromArray(SPECIES, left3, i).sub(r3);
      r3.add(g.mul(slope3).add(share).mul(d3)).intoArray(sum3, i);
      FloatVector pay =
          FloatVector.fromArray(SPECIES, above0, i).mul(d0).mul(scale0).add(payAtZero);
      pay = pay.add(FloatVector.fromArray(SPECIES, above1, i).mul(d1).mul(scale1));
      pay = pay.add(FloatVector.fromArray(SPECIES, above2, i).mul(d2).mul(scale2));
      pay = pay.add(FloatVector.fromArray(SPECIES, above3, i).mul(d3).mul(scale3));
      FloatVector.fromArray(SPECIES, phi, i).add(g.mul(pay)).intoArray(phi, i);
    }
  }

  private static void leaves4(
      Node n, float[] gain, float[][] above, Sums out, float[] phi, int rows) {
    float difference = n.left.value - n.right.value;
    float mean = n.right.value + n.share * difference;
    float weightAtZero = n.weightAtZero;
    float slope0 = n.slope[0];
    float slope1 = n.slope[1];
    float slope2 = n.slope[2];
    float slope3 = n.slope[3];
    float scale0 = n.scale[0];
    float scale1 = n.scale[1];
    float scale2 = n.scale[2];
    float scale3 = n.scale[3];
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] above2 = above[2];
    float[] above3 = above[3];
    float[] sum0 = out.sum[0];
    float[] sum1 = out.sum[1];
    float[] sum2 = out.sum[2];
    float[] sum3 = out.sum[3];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector g = FloatVector.fromArray(SPECIES, gain, i).mul(difference);
      g.mul(slope0).add(mean).intoArray(sum0, i);
      g.mul(slope1).add(mean).intoArray(sum1, i);
      g.mul(slope2).add(mean).intoArray(sum2, i);
      g.mul(slope3).add(mean).intoArray(sum3, i);
      FloatVector pay = FloatVector.fromArray(SPECIES, above0, i).mul(scale0).add(weightAtZero);
      pay = pay.add(FloatVector.fromArray(SPECIES, above1, i).mul(scale1));
      pay = pay.add(FloatVector.fromArray(SPECIES, above2, i).mul(scale2));
      pay = pay.add(FloatVector.fromArray(SPECIES, above3, i).mul(scale3));
      FloatVector.fromArray(SPECIES, phi, i).add(g.mul(pay)).intoArray(phi, i);
    }
  }

  private static void triple4(
      Node n,
      float[] bins,
      float[] binsLeft,
      float[] binsRight,
      float[][] above,
      Sums out,
      float[][] phi,
      int rows) {
    Node left = n.left;
    Node right = n.right;
    float share = n.share;
    float payAtZero = n.payAtZero;
    float weightAtZeroL = left.weightAtZero;
    float weightAtZeroR = right.weightAtZero;
    float differenceL = left.left.value - left.right.value;
    float differenceR = right.left.value - right.right.value;
    float meanL = left.right.value + left.share * differenceL;
    float meanR = right.right.value + right.share * differenceR;
    float middleL = 0.5f * (left.left.leaf + left.right.leaf);
    float middleR = 0.5f * (right.left.leaf + right.right.leaf);
    float halfLeafL = 0.5f * (left.left.leaf - left.right.leaf);
    float halfLeafR = 0.5f * (right.left.leaf - right.right.leaf);
    float slope0 = n.slope[0];
    float slope1 = n.slope[1];
    float slope2 = n.slope[2];
    float slope3 = n.slope[3];
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] above2 = above[2];
    float[] above3 = above[3];
    float[] sum0 = out.sum[0];
    float[] sum1 = out.sum[1];
    float[] sum2 = out.sum[2];
    float[] sum3 = out.sum[3];
    float[] leaf = out.leaf;
    float[] phiN = phi[n.player];
    float[] phiL = phi[left.player];
    float[] phiR = phi[right.player];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector side =
          FloatVector.broadcast(SPECIES, n.cut - 0.5f)
              .sub(FloatVector.fromArray(SPECIES, bins, i))
              .reinterpretAsInts()
              .and(SIGN)
              .or(ONE)
              .reinterpretAsFloats();
      FloatVector sideL =
          FloatVector.broadcast(SPECIES, left.cut - 0.5f)
              .sub(FloatVector.fromArray(SPECIES, binsLeft, i))
              .reinterpretAsInts()
              .and(SIGN)
              .or(ONE)
              .reinterpretAsFloats();
      FloatVector sideR =
          FloatVector.broadcast(SPECIES, right.cut - 0.5f)
              .sub(FloatVector.fromArray(SPECIES, binsRight, i))
              .reinterpretAsInts()
              .and(SIGN)
              .or(ONE)
              .reinterpretAsFloats();
      FloatVector leafL = sideL.mul(halfLeafL).add(middleL);
      FloatVector leafR = sideR.mul(halfLeafR).add(middleR);
      leafL.add(leafR).add(side.mul(leafL.sub(leafR))).mul(0.5f).intoArray(leaf, i);
      FloatVector g = side.mul(0.5f).add(n.half);
      FloatVector gL = sideL.mul(0.5f).add(left.half).mul(differenceL);
      FloatVector gR = sideR.mul(0.5f).add(right.half).mul(differenceR);
      FloatVector a0 = FloatVector.fromArray(SPECIES, above0, i);
      FloatVector edge0 = g.mul(slope0).add(share);
      FloatVector left0 = a0.mul(edge0);
      FloatVector r0 = gR.mul(slope0).add(meanR);
      FloatVector d0 = gL.mul(slope0).add(meanL).sub(r0);
      r0.add(edge0.mul(d0)).intoArray(sum0, i);
      FloatVector a1 = FloatVector.fromArray(SPECIES, above1, i);
      FloatVector edge1 = g.mul(slope1).add(share);
      FloatVector left1 = a1.mul(edge1);
      FloatVector r1 = gR.mul(slope1).add(meanR);
      FloatVector d1 = gL.mul(slope1).add(meanL).sub(r1);
      r1.add(edge1.mul(d1)).intoArray(sum1, i);
      FloatVector a2 = FloatVector.fromArray(SPECIES, above2, i);
      FloatVector edge2 = g.mul(slope2).add(share);
      FloatVector left2 = a2.mul(edge2);
      FloatVector r2 = gR.mul(slope2).add(meanR);
      FloatVector d2 = gL.mul(slope2).add(meanL).sub(r2);
      r2.add(edge2.mul(d2)).intoArray(sum2, i);
      FloatVector a3 = FloatVector.fromArray(SPECIES, above3, i);
      FloatVector edge3 = g.mul(slope3).add(share);
      FloatVector left3 = a3.mul(edge3);
      FloatVector r3 = gR.mul(slope3).add(meanR);
      FloatVector d3 = gL.mul(slope3).add(meanL).sub(r3);
      r3.add(edge3.mul(d3)).intoArray(sum3, i);
      FloatVector payL = left0.add(weightAtZeroL);
      FloatVector payR = a0.sub(left0).add(weightAtZeroR);
      FloatVector pay = a0.mul(d0).add(payAtZero);
      payL = payL.add(left1);
      payR = payR.add(a1.sub(left1));
      pay = pay.add(a1.mul(d1));
      payL = payL.add(left2);
      payR = payR.add(a2.sub(left2));
      pay = pay.add(a2.mul(d2));
      payL = payL.add(left3);
      payR = payR.add(a3.sub(left3));
      pay = pay.add(a3.mul(d3));
      FloatVector.fromArray(SPECIES, phiL, i).add(gL.mul(payL)).intoArray(phiL, i);
      FloatVector.fromArray(SPECIES, phiR, i).add(gR.mul(payR)).intoArray(phiR, i);
      FloatVector.fromArray(SPECIES, phiN, i).add(g.mul(pay)).intoArray(phiN, i);
    }
  }

  private static void decidedTriple4(
      Node n,
      Decided own,
      Decided ofLeft,
      Decided ofRight,
      float[][] above,
      Sums out,
      float[][] phi,
      int rows) {
    Node left = n.left;
    Node right = n.right;
    float share = n.share;
    float payAtZero = n.payAtZero;
    float weightAtZeroL = left.weightAtZero;
    float weightAtZeroR = right.weightAtZero;
    float differenceL = left.left.value - left.right.value;
    float differenceR = right.left.value - right.right.value;
    float meanL = left.right.value + left.share * differenceL;
    float meanR = right.right.value + right.share * differenceR;
    float slope0 = n.slope[0];
    float slope1 = n.slope[1];
    float slope2 = n.slope[2];
    float slope3 = n.slope[3];
    float slopeL0 = left.slope[0];
    float slopeL1 = left.slope[1];
    float slopeL2 = left.slope[2];
    float slopeL3 = left.slope[3];
    float slopeR0 = right.slope[0];
    float slopeR1 = right.slope[1];
    float slopeR2 = right.slope[2];
    float slopeR3 = right.slope[3];
    float scale0 = n.scale[0];
    float scale1 = n.scale[1];
    float scale2 = n.scale[2];
    float scale3 = n.scale[3];
    float scaleL0 = left.scale[0];
    float scaleL1 = left.scale[1];
    float scaleL2 = left.scale[2];
    float scaleL3 = left.scale[3];
    float scaleR0 = right.scale[0];
    float scaleR1 = right.scale[1];
    float scaleR2 = right.scale[2];
    float scaleR3 = right.scale[3];
    float[] above0 = above[0];
    float[] above1 = above[1];
    float[] above2 = above[2];
    float[] above3 = above[3];
    float[] sum0 = out.sum[0];
    float[] sum1 = out.sum[1];
    float[] sum2 = out.sum[2];
    float[] sum3 = out.sum[3];
    float[] gain = own.gain;
    float[] gainL = ofLeft.gain;
    float[] gainR = ofRight.gain;
    float[] leaf = out.leaf;
    float[] phiN = phi[n.player];
    float[] phiL = phi[left.player];
    float[] phiR = phi[right.player];
    for (int i = 0; i < rows; i += LANES) {
      FloatVector g = FloatVector.fromArray(SPECIES, gain, i);
      FloatVector gL = FloatVector.fromArray(SPECIES, gainL, i).mul(differenceL);
      FloatVector gR = FloatVector.fromArray(SPECIES, gainR, i).mul(differenceR);
      FloatVector a0 = FloatVector.fromArray(SPECIES, above0, i);
      FloatVector edge0 = g.mul(slope0).add(share);
      FloatVector left0 = a0.mul(edge0);
      FloatVector r0 = gR.mul(slopeR0).add(meanR);
      FloatVector d0 = gL.mul(slopeL0).add(meanL).sub(r0);
      r0.add(edge0.mul(d0)).intoArray(sum0, i);
      FloatVector a1 = FloatVector.fromArray(SPECIES, above1, i);
      FloatVector edge1 = g.mul(slope1).add(share);
      FloatVector left1 = a1.mul(edge1);
      FloatVector r1 = gR.mul(slopeR1).add(meanR);
      FloatVector d1 = gL.mul(slopeL1).add(meanL).sub(r1);
      r1.add(edge1.mul(d1)).intoArray(sum1, i);
      FloatVector a2 = FloatVector.fromArray(SPECIES, above2, i);
      FloatVector edge2 = g.mul(slope2).add(share);
      FloatVector left2 = a2.mul(edge2);
      FloatVector r2 = gR.mul(slopeR2).add(meanR);
      FloatVector d2 = gL.mul(slopeL2).add(meanL).sub(r2);
      r2.add(edge2.mul(d2)).intoArray(sum2, i);
      FloatVector a3 = FloatVector.fromArray(SPECIES, above3, i);
      FloatVector edge3 = g.mul(slope3).add(share);
      FloatVector left3 = a3.mul(edge3);
      FloatVector r3 = gR.mul(slopeR3).add(meanR);
      FloatVector d3 = gL.mul(slopeL3).add(meanL).sub(r3);
      r3.add(edge3.mul(d3)).intoArray(sum3, i);
      FloatVector payL = left0.mul(scaleL0).add(weightAtZeroL);
      FloatVector payR = a0.sub(left0).mul(scaleR0).add(weightAtZeroR);
      FloatVector pay = a0.mul(d0).mul(scale0).add(payAtZero);
      payL = payL.add(left1.mul(scaleL1));
      payR = payR.add(a1.sub(left1).mul(scaleR1));
      pay = pay.add(a1.mul(d1).mul(scale1));
      payL = payL.add(left2.mul(scaleL2));
      payR = payR.add(a2.sub(left2).mul(scaleR2));
      pay = pay.add(a2.mul(d2).mul(scale2));
      payL = payL.add(left3.mul(scaleL3));
      payR = payR.add(a3.sub(left3).mul(scaleR3));
      pay = pay.add(a3.mul(d3).mul(scale3));
      FloatVector.fromArray(SPECIES, phiL, i).add(gL.mul(payL)).intoArray(phiL, i);
      FloatVector.fromArray(SPECIES, phiR, i).add(gR.mul(payR)).intoArray(phiR, i);
      FloatVector.fromArray(SPECIES, phiN, i).add(g.mul(pay)).intoArray(phiN, i);
    }
  }

  @Override
  void appendBit(int[] bins, int cut, int flip, int[] keys, int rows) {
    for (int i = 0; i < rows; i += LANES) {
      IntVector key = IntVector.fromArray(KEYS, keys, i);
      IntVector.fromArray(KEYS, bins, i)
          .sub(cut)
          .lanewise(VectorOperators.XOR, flip)
          .lanewise(VectorOperators.LSHR, 31)
          .add(key.add(key))
          .intoArray(keys, i);
    }
  }

  @Override
  void clearBit(int[] bins, int cut, int flip, int[] keys, int rows) {
    for (int i = 0; i < rows; i += LANES) {
      IntVector.fromArray(KEYS, bins, i)
          .sub(cut)
          .lanewise(VectorOperators.XOR, flip)
          .lanewise(VectorOperators.ASHR, 31)
          .or(~1)
          .and(IntVector.fromArray(KEYS, keys, i))
          .intoArray(keys, i);
    }
  }

  @Override
  void addEntries(float[] table, int[] keys, float[] sums, int rows) {
    if (!HAS_ENTRIES) {
      super.addEntries(table, keys, sums, rows);
      return;
    }
    for (int i = 0; i < rows; i++) {
      FloatVector.fromArray(ENTRY, sums, i * KeyGroup.LANES)
          .add(FloatVector.fromArray(ENTRY, table, keys[i] * KeyGroup.LANES))
          .intoArray(sums, i * KeyGroup.LANES);
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
    if (!HAS_ENTRIES) {
      super.addEntries(tableA, tableB, tableC, tableD, keys, sums, rows);
      return;
    }
    int[] keysA = keys[0];
    int[] keysB = keys[1];
    int[] keysC = keys[2];
    int[] keysD = keys[3];
    for (int i = 0; i < rows; i++) {
      FloatVector ab =
          FloatVector.fromArray(ENTRY, tableA, keysA[i] * KeyGroup.LANES)
              .add(FloatVector.fromArray(ENTRY, tableB, keysB[i] * KeyGroup.LANES));
      FloatVector cd =
          FloatVector.fromArray(ENTRY, tableC, keysC[i] * KeyGroup.LANES)
              .add(FloatVector.fromArray(ENTRY, tableD, keysD[i] * KeyGroup.LANES));
      FloatVector.fromArray(ENTRY, sums, i * KeyGroup.LANES)
          .add(ab.add(cd))
          .intoArray(sums, i * KeyGroup.LANES);
    }
  }
}
