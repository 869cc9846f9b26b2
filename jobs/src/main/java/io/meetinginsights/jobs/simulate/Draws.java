package io.meetinginsights.jobs.simulate;

/**
 * Random draws without a generator: each is a hash of what it is about, so that the same seed gives
 * the same world whatever is generated first, together, or on another machine.
 */
final class Draws {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Draws() {}

  /** The 64-bit finaliser of SplitMix64: every input bit reaches every output bit. */
  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  static long key(long a, long b) {
    return mix(a * GOLDEN + mix(b + GOLDEN));
  }

  static long key(long a, long b, long c) {
    return key(key(a, b), c);
  }

  static long key(long a, long b, long c, long d) {
    return key(key(a, b, c), d);
  }

  static long key(long a, long b, long c, long d, long e) {
    return key(key(a, b, c, d), e);
  }

  static long key(long a, String name) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
    }
    return key(a, hash);
  }

  /** Uniform in [0, 1). */
  static double uniform(long key, int draw) {
    return (mix(key + GOLDEN * (draw + 1)) >>> 11) * 0x1.0p-53;
  }

  static double uniform(long key, int draw, double from, double to) {
    return from + (to - from) * uniform(key, draw);
  }

  static boolean chance(long key, int draw, double probability) {
    return uniform(key, draw) < probability;
  }

  static int below(long key, int draw, int bound) {
    return (int) (uniform(key, draw) * bound);
  }

  /** Standard normal; StrictMath, because the same seed must give the same bytes on every JVM. */
  static double normal(long key, int draw) {
    double u = 1.0 - uniform(key, draw);
    double v = uniform(key, draw + 7919);
    return StrictMath.sqrt(-2.0 * StrictMath.log(u)) * StrictMath.cos(2.0 * Math.PI * v);
  }

  static double logNormal(long key, int draw, double median, double sigma) {
    return median * StrictMath.exp(sigma * normal(key, draw));
  }

  /**
   * Kumaraswamy(a, b): a stand-in for the Beta distribution whose quantile has a closed form. (1.7,
   * 6.5) has the quantiles of Beta(2, 5.2): median .26, 90 % .49, P(> .2) .65.
   */
  static double bounded(double uniform, double a, double b) {
    return StrictMath.pow(1.0 - StrictMath.pow(1.0 - uniform, 1.0 / b), 1.0 / a);
  }

  static double logistic(double x) {
    return 1.0 / (1.0 + StrictMath.exp(-x));
  }

  static double clamp(double value, double from, double to) {
    return Math.max(from, Math.min(to, value));
  }
}
