package io.meetinginsights.jobs.ingest.fields;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How a field of dirty JSON is read. Every field arrives as text; each function gives the value, or
 * null where there is none or it is not one: absent, null, {@code ""} and a wrong type are alike
 * here, and {@link Flaws} tells them apart.
 */
public final class Parse {

  /** Microseconds of a day. */
  public static final long DAY_MICROS = 86_400_000_000L;

  /** Microseconds of a minute. */
  public static final long MINUTE_MICROS = 60_000_000L;

  private static final int MAX_DIGITS = 200;

  /** Instants end with the year 2199: what lies behind is a broken clock, not a time. */
  private static final Pattern DATE_AND_TIME =
      Pattern.compile("^(?:19[7-9]|2[01]\\d)\\d-\\d\\d-\\d\\d[T ]");

  private static final double END_MICROS = 7_258_118_400e6;

  private static final Set<String> TRUE = Set.of("t", "true", "y", "yes", "1");
  private static final Set<String> FALSE = Set.of("f", "false", "n", "no", "0");

  private static final Pattern MAC_SEPARATORS = Pattern.compile("[:.\\- ]");
  private static final Pattern BAND = Pattern.compile("^(?:band_)?(2\\.?4|5|6)(?![0-9.])");
  private static final Pattern ADDRESS = Pattern.compile("^[0-9.]+$");
  private static final Pattern NUMBER_AND_UNIT =
      Pattern.compile("^\\s*(\\d{1,12}(?:\\.\\d+)?)\\s*([a-zA-Z%]*)\\s*$");
  private static final Pattern RESOLUTION =
      Pattern.compile("^\\s*(\\d{1,5})\\s*[*xX]\\s*(\\d{1,5})\\s*$");
  private static final Pattern CLOCK = Pattern.compile("^\\d{1,4}:\\d\\d(:\\d\\d)?$");

  private static final Pattern E_MAIL = Pattern.compile("[^\\s<>\"]+@[^\\s<>\"]+");
  private static final Pattern MAC = Pattern.compile("(?i)\\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\\b");
  private static final Pattern BARE_MAC = Pattern.compile("(?i)\\b[0-9a-f]{12}\\b");
  private static final Pattern IPV4 = Pattern.compile("\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b");
  private static final Pattern IPV6 =
      Pattern.compile("(?i)\\b(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}\\b");

  private Parse() {}

  /** Text without blanks around it; an empty one is none. */
  public static String text(String raw) {
    String trimmed = trim(raw);
    return trimmed == null || trimmed.isEmpty() ? null : trimmed;
  }

  /** The text without the blanks around it; a tab or a line end is no blank. */
  static String trim(String raw) {
    if (raw == null) {
      return null;
    }
    int from = 0;
    int to = raw.length();
    while (from < to && raw.charAt(from) == ' ') {
      from++;
    }
    while (to > from && raw.charAt(to - 1) == ' ') {
      to--;
    }
    return raw.substring(from, to);
  }

  /** A finite decimal number; one of more than 200 digits or with a larger exponent is none. */
  public static Double number(String raw) {
    String text = trim(raw);
    return text != null && isDecimal(text) ? Double.valueOf(text.trim()) : null;
  }

  /** The number a JSON number stands for, under the limits of {@link #number(String)}. */
  static Double number(double value) {
    double size = Math.abs(value);
    return size == 0 || size >= 1e-99 && size < 1e100 ? Double.valueOf(value) : null;
  }

  private static boolean isDecimal(String text) {
    int end = text.length();
    if (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
    }
    if (end > 0 && text.charAt(end - 1) == '\r') {
      end--;
    }
    int at = 0;
    if (at < end && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
      at++;
    }
    int whole = digits(text, at, end);
    at += whole;
    int fraction = 0;
    if (at < end && text.charAt(at) == '.') {
      at++;
      fraction = digits(text, at, end);
      at += fraction;
    }
    if (whole == 0 && fraction == 0 || whole > MAX_DIGITS || fraction > MAX_DIGITS) {
      return false;
    }
    if (at < end && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < end && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      int exponent = digits(text, at, end);
      if (exponent == 0 || exponent > 2) {
        return false;
      }
      at += exponent;
    }
    return at == end;
  }

  private static int digits(String text, int from, int end) {
    int at = from;
    while (at < end && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - from;
  }

  /** A whole number of at most 15 digits; 36.0 is one. */
  public static Long whole(String raw) {
    return whole(number(raw));
  }

  static Long whole(Double number) {
    return number != null && Math.abs(number) < 1e15 && number == Math.rint(number)
        ? Long.valueOf(number.longValue())
        : null;
  }

  /** A whole number that fits 32 bits. */
  public static Integer integer(String raw) {
    return integer(whole(raw));
  }

  /** The number if it fits 32 bits. */
  public static Integer integer(Long whole) {
    return whole != null && whole == whole.intValue() ? Integer.valueOf(whole.intValue()) : null;
  }

  /** true or false, also as yes and no, 1 and 0. */
  public static Boolean truth(String raw) {
    if (raw == null) {
      return null;
    }
    String word = raw.trim().toLowerCase(Locale.ROOT);
    return TRUE.contains(word) ? Boolean.TRUE : FALSE.contains(word) ? Boolean.FALSE : null;
  }

  /**
   * An instant from 1970 to 2199 in microseconds since 1970: from ISO 8601, without a zone in UTC,
   * or from a count of seconds, milliseconds or microseconds since 1970, told apart by size.
   */
  public static Long instant(String raw) {
    String text = trim(raw);
    if (text == null || text.isEmpty()) {
      return null;
    }
    Double count = number(text);
    if (count != null) {
      return instant(count);
    }
    Long plain = plainInstant(text);
    if (plain != null) {
      return plain;
    }
    // A bare number is a count, never a year.
    if (!DATE_AND_TIME.matcher(text).find()) {
      return null;
    }
    scala.Option<Object> micros =
        DateTimeUtils.stringToTimestamp(UTF8String.fromString(text), ZoneOffset.UTC);
    return micros.isDefined() ? (Long) micros.get() : null;
  }

  /** The instant of a count of seconds, milliseconds or microseconds. */
  static Long instant(double count) {
    double micros;
    if (count >= 1e14 && count < 1e17) {
      micros = count;
    } else if (count >= 1e11 && count < 1e14) {
      micros = count * 1e3;
    } else if (count >= 1e8 && count < 1e11) {
      micros = count * 1e6;
    } else {
      return null;
    }
    if (micros >= END_MICROS) {
      return null;
    }
    return micros == Math.rint(micros)
        ? (long) micros
        : BigDecimal.valueOf(micros).setScale(0, RoundingMode.HALF_UP).longValue();
  }

  /** {@code 2026-03-02T10:15:00Z}, which most instants are written like. */
  private static Long plainInstant(String text) {
    if (text.length() != 20
        || text.charAt(19) != 'Z'
        || text.charAt(10) != 'T'
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || text.charAt(13) != ':'
        || text.charAt(16) != ':') {
      return null;
    }
    int year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
    int month = twoDigits(text, 5);
    int day = twoDigits(text, 8);
    int hour = twoDigits(text, 11);
    int minute = twoDigits(text, 14);
    int second = twoDigits(text, 17);
    // Days that some months lack are left to the reader of everything else.
    if (year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1 || day > 28) {
      return null;
    }
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
      return null;
    }
    long seconds =
        LocalDate.of(year, month, day).toEpochDay() * 86_400L
            + hour * 3_600L
            + minute * 60L
            + second;
    return seconds * 1_000_000L;
  }

  private static int twoDigits(String text, int at) {
    int tens = text.charAt(at) - '0';
    int ones = text.charAt(at + 1) - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -10_000 : tens * 10 + ones;
  }

  /** The minute an instant lies in, by its first microsecond. */
  public static long minuteOf(long instant) {
    return Math.floorDiv(instant, MINUTE_MICROS) * MINUTE_MICROS;
  }

  /** The UTC day an instant lies in, in days since 1970. */
  public static int dayOf(long instant) {
    return (int) Math.floorDiv(instant, DAY_MICROS);
  }

  /** A MAC address as 12 lower-case hex digits. */
  public static String mac(String raw) {
    String text = trim(raw);
    if (text == null) {
      return null;
    }
    String digits = text;
    if (text.length() != 12) {
      digits = MAC_SEPARATORS.matcher(text).replaceAll("");
    }
    digits = digits.toLowerCase(Locale.ROOT);
    if (digits.length() != 12 || digits.equals("000000000000")) {
      return null;
    }
    for (int i = 0; i < 12; i++) {
      if (Character.digit(digits.charAt(i), 16) < 0 || digits.charAt(i) > 'f') {
        return null;
      }
    }
    return digits;
  }

  /** Whether a MAC address, as {@link #mac} gives it, is locally administered. */
  public static boolean isRandomMac(String mac) {
    return "26ae".indexOf(mac.charAt(1)) >= 0;
  }

  /** A radio band: 24, 5 or 6, from 24, 2.4GHz, 5-dedicated, band_6 and such. */
  public static String band(String raw) {
    String text = trim(raw);
    if (text == null) {
      return null;
    }
    Matcher band = BAND.matcher(text.toLowerCase(Locale.ROOT));
    return band.find() ? band.group(1).replace(".", "") : null;
  }

  /** A host name in lower case without its domain; an address is none. */
  public static String hostName(String raw) {
    String name = trim(raw);
    if (name == null || ADDRESS.matcher(name).find()) {
      return null;
    }
    int dot = name.indexOf('.');
    return text((dot < 0 ? name : name.substring(0, dot)).toLowerCase(Locale.ROOT));
  }

  /** A person's sign-in name or e-mail address in lower case. */
  public static String userName(String raw) {
    String text = text(raw);
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }

  /** A list of texts, from a JSON array or from one text with commas; null if it holds none. */
  public static List<String> texts(String raw) {
    if (raw == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (String item : trim(raw).startsWith("[") ? listed(raw) : List.of(raw.split(",", -1))) {
      String text = text(item);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts.isEmpty() ? null : texts;
  }

  /** The first of a list of texts. */
  public static String firstText(String raw) {
    List<String> texts = texts(raw);
    return texts == null ? null : texts.get(0);
  }

  private static List<String> listed(String json) {
    List<String> items = new ArrayList<>();
    try (JsonParser list = Json.parser(json)) {
      list.nextToken();
      while (list.nextToken() != JsonToken.END_ARRAY) {
        items.add(Json.text(list));
      }
      return items;
    } catch (IOException broken) {
      return List.of();
    }
  }

  /**
   * A quantity that Zoom writes with its unit, such as {@code "27.15 kbps"}; the unit may be
   * missing, another one is refused. A negative quantity is none.
   */
  public static Double quantity(String raw, String unit) {
    Matcher parts = quantityParts(raw);
    return parts != null && (parts.group(2).isEmpty() || parts.group(2).equalsIgnoreCase(unit))
        ? Double.valueOf(parts.group(1))
        : null;
  }

  /** A bit rate in kbps, from kbps or Mbps. */
  public static Double kilobitsPerSecond(String raw) {
    Matcher parts = quantityParts(raw);
    if (parts == null) {
      return null;
    }
    return switch (parts.group(2).toLowerCase(Locale.ROOT)) {
      case "", "kbps" -> Double.valueOf(parts.group(1));
      case "mbps" -> Double.parseDouble(parts.group(1)) * 1000;
      default -> null;
    };
  }

  private static Matcher quantityParts(String raw) {
    if (raw == null || raw.isEmpty()) {
      return null;
    }
    Matcher parts = NUMBER_AND_UNIT.matcher(raw);
    return parts.find() ? parts : null;
  }

  /** Width (1) or height (2) of {@code "1280*720"}; {@code "0*0"} is none. */
  public static Integer resolution(String raw, int side) {
    if (raw == null) {
      return null;
    }
    Matcher parts = RESOLUTION.matcher(raw);
    if (!parts.find()) {
      return null;
    }
    int pixels = Integer.parseInt(parts.group(side));
    return pixels == 0 ? null : Integer.valueOf(pixels);
  }

  /** Whether a text is written as {@link #resolution} reads it. */
  public static boolean isResolution(String raw) {
    return raw != null && RESOLUTION.matcher(raw).find();
  }

  /** Seconds of {@code "16:08"} (minutes and seconds) or {@code "01:02:03"}. */
  public static Long clockSeconds(String raw) {
    String text = trim(raw);
    if (text == null || !CLOCK.matcher(text).find()) {
      return null;
    }
    long seconds = 0;
    for (String part : text.trim().split(":")) {
      seconds = seconds * 60 + Long.parseLong(part);
    }
    return seconds;
  }

  /** Text in the network's own words without addresses: MAC, IP and e-mail are masked. */
  public static String words(String raw) {
    String masked = text(raw);
    if (masked == null) {
      return null;
    }
    if (masked.indexOf('@') >= 0) {
      masked = E_MAIL.matcher(masked).replaceAll("<user>");
    }
    masked = MAC.matcher(masked).replaceAll("<mac>");
    masked = BARE_MAC.matcher(masked).replaceAll("<mac>");
    masked = IPV4.matcher(masked).replaceAll("<ip>");
    return IPV6.matcher(masked).replaceAll("<ip>");
  }

  /** Whether a field holds something at all. */
  public static boolean isGiven(String raw) {
    if (raw == null) {
      return false;
    }
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) != ' ') {
        return true;
      }
    }
    return false;
  }

  /** The first that is not null, or null. */
  @SafeVarargs
  public static <T> T first(T... values) {
    for (T value : values) {
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
