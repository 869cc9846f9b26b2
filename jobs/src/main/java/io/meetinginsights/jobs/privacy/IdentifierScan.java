package io.meetinginsights.jobs.privacy;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds any of many texts in bytes, in one pass (Aho and Corasick's automaton). ASCII letters count
 * in either case; other letters as given, in lower and in upper case, and as JSON escapes. A text
 * is found only where no ASCII letter or digit touches it. What it finds is a candidate: the caller
 * decides by the parsed value.
 */
public final class IdentifierScan implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int SYMBOLS = 256;

  private final int[] next;
  private final int[][] lengths;

  /** A scan for these texts. */
  public IdentifierScan(Collection<String> texts) {
    List<byte[]> patterns = new ArrayList<>();
    Set<String> forms = new LinkedHashSet<>();
    for (String text : texts) {
      if (!text.isEmpty()) {
        forms.add(text);
        forms.add(text.toLowerCase(Locale.ROOT));
        forms.add(text.toUpperCase(Locale.ROOT));
      }
    }
    for (String form : forms) {
      patterns.add(folded(form.getBytes(StandardCharsets.UTF_8)));
      if (!form.chars().allMatch(c -> c < 128)) {
        patterns.add(folded(escaped(form).getBytes(StandardCharsets.US_ASCII)));
      }
    }
    int most = 1 + patterns.stream().mapToInt(pattern -> pattern.length).sum();
    int[] table = new int[most * SYMBOLS];
    List<Set<Integer>> ends = new ArrayList<>();
    ends.add(new LinkedHashSet<>());
    int states = 1;
    for (byte[] pattern : patterns) {
      int state = 0;
      for (byte one : pattern) {
        int at = state * SYMBOLS + (one & 0xff);
        if (table[at] == 0) {
          table[at] = states++;
          ends.add(new LinkedHashSet<>());
        }
        state = table[at];
      }
      ends.get(state).add(pattern.length);
    }
    next = java.util.Arrays.copyOf(table, states * SYMBOLS);
    link(states, ends);
    lengths =
        ends.stream()
            .map(set -> set.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    for (int i = 0; i < next.length; i++) {
      // Negative where something ends: one comparison a byte tells.
      next[i] = lengths[next[i]].length > 0 ? ~next[i] : next[i];
    }
  }

  /** Completes the table: where no pattern goes on, the longest one that may have begun does. */
  private void link(int states, List<Set<Integer>> ends) {
    int[] fallback = new int[states];
    Deque<Integer> queue = new ArrayDeque<>();
    for (int symbol = 0; symbol < SYMBOLS; symbol++) {
      if (next[symbol] != 0) {
        queue.add(next[symbol]);
      }
    }
    while (!queue.isEmpty()) {
      int state = queue.remove();
      ends.get(state).addAll(ends.get(fallback[state]));
      for (int symbol = 0; symbol < SYMBOLS; symbol++) {
        int to = next[state * SYMBOLS + symbol];
        int other = next[fallback[state] * SYMBOLS + symbol];
        if (to == 0) {
          next[state * SYMBOLS + symbol] = other;
        } else {
          fallback[to] = other;
          queue.add(to);
        }
      }
    }
  }

  /** Whether one of the texts stands in the bytes. */
  public boolean finds(byte[] bytes) {
    return finds(bytes, 0, bytes.length);
  }

  /** Whether one of the texts stands in a part of the bytes. */
  public boolean finds(byte[] bytes, int from, int to) {
    int state = 0;
    for (int i = from; i < to; i++) {
      state = next[state * SYMBOLS + fold(bytes[i])];
      if (state < 0) {
        state = ~state;
        for (int length : lengths[state]) {
          if ((i + 1 == to || !isWord(bytes[i + 1]))
              && (i - length < from || !isWord(bytes[i - length]))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static int fold(byte one) {
    return one >= 'A' && one <= 'Z' ? one + ('a' - 'A') : one & 0xff;
  }

  private static boolean isWord(byte one) {
    int folded = fold(one);
    return folded >= 'a' && folded <= 'z' || folded >= '0' && folded <= '9';
  }

  private static byte[] folded(byte[] text) {
    byte[] folded = new byte[text.length];
    for (int i = 0; i < text.length; i++) {
      folded[i] = (byte) fold(text[i]);
    }
    return folded;
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char c : text.toCharArray()) {
      if (c < 128) {
        escaped.append(c);
      } else {
        escaped.append(String.format("\\u%04x", (int) c));
      }
    }
    return escaped.toString();
  }
}
