package io.meetinginsights.jobs.ingest.fields;

/** Sums of what is there; null where nothing is. */
public final class Sum {

  private Sum() {}

  public static Long of(Long sum, Long value) {
    if (sum == null || value == null) {
      return sum == null ? value : sum;
    }
    return sum + value;
  }

  public static Double of(Double sum, Double value) {
    if (sum == null || value == null) {
      return sum == null ? value : sum;
    }
    return sum + value;
  }

  public static Integer of(Integer sum, Integer value) {
    if (sum == null || value == null) {
      return sum == null ? value : sum;
    }
    return sum + value;
  }
}
