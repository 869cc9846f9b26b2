package io.meetinginsights.jobs.train;

import java.util.Locale;
import java.util.Optional;

/**
 * The probability from which on a minute counts as called bad; below it no cause is named. Chosen
 * on the held-out rows.
 *
 * @param probability the threshold itself is called bad
 * @param rule how it was chosen, in words
 */
record OperatingThreshold(double probability, String rule) {

  /** Chooses by the configured rule; rows are sorted by margin. */
  static OperatingThreshold choose(ScoredRows rows, TrainConfig config) {
    return switch (config.thresholdRule()) {
      case MAX_F1 -> maxF1(rows);
      case PRECISION ->
          atPrecision(rows, config.minPrecision())
              .orElseGet(
                  () -> {
                    OperatingThreshold best = maxF1(rows);
                    return new OperatingThreshold(
                        best.probability(),
                        "precision %s is never reached on the held-out rows; "
                                .formatted(config.minPrecision())
                            + best.rule());
                  });
    };
  }

  private static OperatingThreshold maxF1(ScoredRows rows) {
    double bestF1 = -1;
    double best = 0.5;
    double allBad = java.util.Arrays.stream(rows.labels()).sum();
    double found = 0;
    for (int i = rows.count() - 1; i >= 0; i--) {
      found += rows.labels()[i];
      boolean tied = i > 0 && rows.margins()[i - 1] == rows.margins()[i];
      double f1 = 2 * found / (allBad + rows.count() - i);
      // Descending, and only a better one replaces: of equal ones the highest threshold stays.
      if (!tied && f1 > bestF1) {
        bestF1 = f1;
        best = HoldoutFigures.probability(rows.margins()[i]);
      }
    }
    return new OperatingThreshold(
        best, String.format(Locale.ROOT, "highest F1 on the held-out rows, %.3f", bestF1));
  }

  private static Optional<OperatingThreshold> atPrecision(ScoredRows rows, double precision) {
    double found = 0;
    double best = Double.NaN;
    for (int i = rows.count() - 1; i >= 0; i--) {
      found += rows.labels()[i];
      boolean tied = i > 0 && rows.margins()[i - 1] == rows.margins()[i];
      if (!tied && found / (rows.count() - i) >= precision) {
        best = HoldoutFigures.probability(rows.margins()[i]);
      }
    }
    return Double.isNaN(best)
        ? Optional.empty()
        : Optional.of(
            new OperatingThreshold(
                best,
                "the lowest with a precision of at least " + precision + " on the held-out rows"));
  }
}
