package io.meetinginsights.jobs.privacy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The one form in which identifiers are compared, whatever form they came in. */
public final class Identifiers {

  private static final Pattern SEPARATORS = Pattern.compile("[:.\\- ]");
  private static final Pattern MAC = Pattern.compile("[0-9a-f]{12}");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-f:]*:[0-9a-f:.]*");

  private Identifiers() {}

  /** An e-mail address, a sign-in name or Zoom's id of a user. */
  public static String person(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  /** A MAC address as 12 lower-case hex digits, as load knows it. */
  public static Optional<String> mac(String text) {
    if (text.length() < 12 || text.length() > 24) {
      return Optional.empty();
    }
    String digits = SEPARATORS.matcher(text.strip()).replaceAll("").toLowerCase(Locale.ROOT);
    return MAC.matcher(digits).matches() && !digits.equals("000000000000")
        ? Optional.of(digits)
        : Optional.empty();
  }

  /** A host name, address or display name: whole, and a host name without its domain too. */
  public static List<String> texts(String text) {
    String whole = text.strip().toLowerCase(Locale.ROOT);
    int dot = whole.indexOf('.');
    return dot > 0 && !ADDRESS.matcher(whole).matches()
        ? List.of(whole, whole.substring(0, dot))
        : List.of(whole);
  }

  /** Whether a text has the form of an IP address. */
  static boolean isAddress(String text) {
    return ADDRESS.matcher(text).matches();
  }

  /** A join of a participant; null where the record does not say which. */
  public static String join(String account, String meeting, String participant, Instant joined) {
    return account == null || meeting == null || participant == null || joined == null
        ? null
        : String.join(
            "\u0001", account, meeting, participant, Long.toString(joined.toEpochMilli()));
  }

  /** An address in one meeting; null where the record does not say which. */
  public static String attendee(String account, String meeting, String email) {
    return account == null || meeting == null || email == null
        ? null
        : String.join("\u0001", account, meeting, person(email));
  }

  /** An instant as Zoom's answers write it; null for anything else. */
  public static Instant instant(String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String stripped = text.strip().replace(' ', 'T');
    try {
      if (stripped.matches("\\d{9,17}")) {
        long count = Long.parseLong(stripped);
        return count < 100_000_000_000L
            ? Instant.ofEpochSecond(count)
            : count < 100_000_000_000_000L
                ? Instant.ofEpochMilli(count)
                : Instant.ofEpochMilli(count / 1000);
      }
      return stripped.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
          ? OffsetDateTime.parse(stripped).toInstant()
          : LocalDateTime.parse(stripped).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException none) {
      return null;
    }
  }

  /** The forms in which a MAC address may stand in a text. */
  static List<String> written(String mac) {
    List<String> forms = new ArrayList<>(List.of(mac));
    for (String separator : List.of(":", "-", ".", " ")) {
      forms.add(String.join(separator, mac.split("(?<=\\G..)")));
      forms.add(String.join(separator, mac.split("(?<=\\G....)")));
    }
    return forms;
  }
}
