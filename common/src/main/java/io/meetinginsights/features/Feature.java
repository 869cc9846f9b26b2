package io.meetinginsights.features;

import java.time.Duration;

/**
 * A feature's one definition.
 *
 * @param name column of {@code experience_minutes}
 * @param category segment it speaks for
 * @param unit unit of its values
 * @param encoding whether values are a quantity or a code
 * @param source silver table or tables it is computed from
 * @param maxAge how old the newest reading may be; older is missing
 * @param description what it says, one sentence
 */
public record Feature(
    String name,
    Category category,
    String unit,
    Encoding encoding,
    String source,
    Duration maxAge,
    String description) {

  /** Quantity, or code whose order means nothing. */
  public enum Encoding {
    NUMERIC,
    CATEGORICAL
  }
}
