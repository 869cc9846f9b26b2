package io.meetinginsights.jobs.ingest.fields;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;

/**
 * How a field of dirty JSON is read. Every field arrives as text; each function gives the value, or
 * null where there is none or it is not one: absent, null, {@code ""} and a wrong type are alike
 * here, and {@link Flaws} tells them apart.
 */
public final class Parse {

  private static final String NUMBER = "(\\d{1,12}(?:\\.\\d+)?)";

  private static final String DECIMAL =
      "^[+-]?(?:\\d{1,200}(?:\\.\\d{0,200})?|\\.\\d{1,200})(?:[eE][+-]?\\d{1,2})?$";

  /** Instants end with the year 2199: what lies behind is a broken clock, not a time. */
  private static final String YEAR = "(?:19[7-9]|2[01]\\d)\\d";

  private static final double END_MICROS = 7_258_118_400e6;

  private Parse() {}

  /** Text without blanks around it; an empty one is none. */
  public static Column text(Column raw) {
    return nullif(trim(raw), lit(""));
  }

  /** A finite decimal number; one of more than 200 digits or with a larger exponent is none. */
  public static Column number(Column raw) {
    Column text = trim(raw);
    // Checked by its letters, so that the costly cast is written once: it takes NaN, 12d and 0x1p3.
    return when(text.rlike(DECIMAL), text.try_cast(DataTypes.DoubleType));
  }

  /** A whole number of at most 15 digits; 36.0 is one. */
  public static Column whole(Column raw) {
    Column value = number(raw);
    return when(
        abs(value).lt(1e15).and(value.equalTo(rint(value))), value.try_cast(DataTypes.LongType));
  }

  /** A whole number that fits 32 bits. */
  public static Column integer(Column raw) {
    return whole(raw).try_cast(DataTypes.IntegerType);
  }

  /** true or false. */
  public static Column truth(Column raw) {
    return trim(raw).try_cast(DataTypes.BooleanType);
  }

  /**
   * An instant from 1970 to 2199: ISO 8601, without a zone in UTC, or a count of seconds,
   * milliseconds or microseconds since 1970, told apart by size.
   */
  public static Column instant(Column raw) {
    Column count = number(raw);
    Column micros =
        when(count.geq(1e14).and(count.lt(1e17)), count)
            .when(count.geq(1e11).and(count.lt(1e14)), count.multiply(1e3))
            .when(count.geq(1e8).and(count.lt(1e11)), count.multiply(1e6));
    return coalesce(
        timestamp_micros(round(when(micros.lt(END_MICROS), micros)).try_cast(DataTypes.LongType)),
        // A bare number is a count, never a year.
        when(
            trim(raw).rlike("^" + YEAR + "-\\d\\d-\\d\\d[T ]"),
            trim(raw).try_cast(DataTypes.TimestampType)));
  }

  /** A MAC address as 12 lower-case hex digits. */
  public static Column mac(Column raw) {
    Column digits = lower(regexp_replace(trim(raw), "[:.\\- ]", ""));
    return when(digits.rlike("^[0-9a-f]{12}$").and(digits.notEqual("000000000000")), digits);
  }

  /** Whether a MAC address, as {@link #mac} gives it, is locally administered. */
  public static Column isRandomMac(Column mac) {
    return mac.substr(2, 1).isin("2", "6", "a", "e");
  }

  /** A radio band: 24, 5 or 6, from 24, 2.4GHz, 5-dedicated, band_6 and such. */
  public static Column band(Column raw) {
    Column name = regexp_extract(lower(trim(raw)), "^(?:band_)?(2\\.?4|5|6)(?![0-9.])", 1);
    return nullif(regexp_replace(name, "\\.", ""), lit(""));
  }

  /** A host name in lower case without its domain; an address is none. */
  public static Column hostName(Column raw) {
    Column name = lower(trim(raw));
    return when(
        name.rlike("^[0-9.]+$").equalTo(false), text(element_at(split(name, "\\."), lit(1))));
  }

  /** A person's sign-in name or e-mail address in lower case. */
  public static Column userName(Column raw) {
    return lower(text(raw));
  }

  /** A list of texts, from a JSON array or from one text with commas. */
  public static Column texts(Column raw) {
    Column kept = filter(transform(list(raw), Parse::text), Column::isNotNull);
    return when(size(kept).gt(0), kept);
  }

  /** The first of a list of texts. */
  public static Column firstText(Column raw) {
    // Functions over arrays are interpreted: only where the first is blank.
    return when(
        raw.isNotNull(), coalesce(text(get(list(raw), lit(0))), element_at(texts(raw), lit(1))));
  }

  private static Column list(Column raw) {
    return when(
            trim(raw).startsWith("["), from_json(raw, new ArrayType(DataTypes.StringType, true)))
        .otherwise(split(raw, ","));
  }

  /**
   * A quantity that Zoom writes with its unit, such as {@code "27.15 kbps"}; the unit may be
   * missing, another one is refused. A negative quantity is none.
   */
  public static Column quantity(Column raw, String unit) {
    return nullif(
            regexp_extract(raw, "^\\s*" + NUMBER + "\\s*(?:(?i)" + unit + ")?\\s*$", 1), lit(""))
        .cast(DataTypes.DoubleType);
  }

  /** A bit rate in kbps, from kbps or Mbps. */
  public static Column kilobitsPerSecond(Column raw) {
    Column mega =
        nullif(regexp_extract(raw, "^\\s*" + NUMBER + "\\s*(?i)mbps\\s*$", 1), lit(""))
            .cast(DataTypes.DoubleType);
    return coalesce(quantity(raw, "kbps"), mega.multiply(1000));
  }

  /** Width (1) or height (2) of {@code "1280*720"}; {@code "0*0"} is none. */
  public static Column resolution(Column raw, int side) {
    Column pixels =
        nullif(regexp_extract(raw, "^\\s*(\\d{1,5})\\s*[*xX]\\s*(\\d{1,5})\\s*$", side), lit(""))
            .cast(DataTypes.IntegerType);
    return nullif(pixels, lit(0));
  }

  /** Seconds of {@code "16:08"} (minutes and seconds) or {@code "01:02:03"}. */
  public static Column clockSeconds(Column raw) {
    Column parts = split(trim(raw), ":");
    Column full = when(size(parts).equalTo(2), concat(lit("0:"), trim(raw))).otherwise(trim(raw));
    Column fields = split(full, ":");
    return when(
        trim(raw).rlike("^\\d{1,4}:\\d\\d(:\\d\\d)?$"),
        element_at(fields, lit(1))
            .cast(DataTypes.LongType)
            .multiply(3600)
            .plus(element_at(fields, lit(2)).cast(DataTypes.LongType).multiply(60))
            .plus(element_at(fields, lit(3)).cast(DataTypes.LongType)));
  }

  /** Text in the network's own words without addresses: MAC, IP and e-mail are masked. */
  public static Column words(Column raw) {
    Column masked = regexp_replace(text(raw), "[^\\s<>\"]+@[^\\s<>\"]+", "<user>");
    masked = regexp_replace(masked, "(?i)\\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\\b", "<mac>");
    masked = regexp_replace(masked, "(?i)\\b[0-9a-f]{12}\\b", "<mac>");
    masked = regexp_replace(masked, "\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b", "<ip>");
    return regexp_replace(masked, "(?i)\\b(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}\\b", "<ip>");
  }

  /** Whether a field holds something at all. */
  public static Column isGiven(Column raw) {
    return length(trim(raw)).gt(0);
  }
}
