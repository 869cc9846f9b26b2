package io.meetinginsights.jobs.ask;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What can be asked, by example; and what is spelt nearly like something else. */
final class Phrases {

  /** One of each kind, in the words of the manual. */
  static final List<String> EXAMPLES =
      List.of(
          "list zoom calls for last 7 days",
          "list bad zoom calls in last 7 days",
          "troubleshoot application Zoom for HOST on Jul 28 between 10:00 AM to 10:28 AM",
          "why no zoom calls for HOST",
          "list sites with bad zoom calls",
          "top bad access points at SITE",
          "top bad clients at SITE yesterday",
          "list bad zoom calls for user NAME on 2026-03-02",
          "why were zoom calls bad for HOST yesterday");

  private Phrases() {}

  /** The examples that take the fewest changes of letters, nearest first. */
  static List<String> nearest(String sentence) {
    return near(sentence, EXAMPLES, Integer.MAX_VALUE, 3);
  }

  /** Names that a slip of the hand could have meant: up to a third of the letters differ. */
  static List<String> nearNames(String name, List<String> names) {
    return near(name, names, Math.max(2, name.length() / 3), 5);
  }

  private static List<String> near(String text, List<String> all, int farthest, int most) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    String wanted = text.toLowerCase(Locale.ROOT);
    record Near(String text, int distance) {}
    return all.stream()
        .distinct()
        .map(
            candidate -> {
              String lower = candidate.toLowerCase(Locale.ROOT);
              boolean isPart = wanted.length() >= 3 && lower.contains(wanted);
              return new Near(candidate, isPart ? 0 : distance.apply(wanted, lower));
            })
        .filter(near -> near.distance() <= farthest)
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::text))
        .limit(most)
        .map(Near::text)
        .toList();
  }
}
