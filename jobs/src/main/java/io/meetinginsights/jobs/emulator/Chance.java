package io.meetinginsights.jobs.emulator;

/**
 * Random draws that hang on what they are about and on nothing else, neither on time nor on the
 * order of requests: the same request meets the same fate in every run.
 */
final class Chance {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Chance() {}

  /** SplitMix64's finaliser. */
  static long mix(long value) {
    long z = value + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  static long key(long a, long b) {
    return mix(a * GOLDEN + mix(b));
  }

  static long key(long a, String text) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return key(a, hash);
  }

  /** Uniform in [0, 1). */
  static double uniform(long key, int draw) {
    return (key(key, draw) >>> 11) * 0x1.0p-53;
  }

  static boolean happens(long key, int draw, double probability) {
    return uniform(key, draw) < probability;
  }

  static int below(long key, int draw, int bound) {
    return (int) (uniform(key, draw) * bound);
  }

  static double logNormal(long key, int draw, double median, double sigma) {
    double u = 1 - uniform(key, draw);
    double v = uniform(key, draw + 7919);
    double normal = StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
    return median * StrictMath.exp(sigma * normal);
  }
}
