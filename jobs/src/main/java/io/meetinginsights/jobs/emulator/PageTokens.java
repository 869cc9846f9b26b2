package io.meetinginsights.jobs.emulator;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.OptionalInt;

/**
 * Paging tokens: each holds where its page begins, when it was issued, and of which request it is,
 * so that nothing is kept. They live 15 minutes and are good for the same parameters alone.
 */
final class PageTokens {
  private static final Duration LIFE = Duration.ofMinutes(15);
  private static final int BYTES = 8 + 4 + 8;

  private PageTokens() {}

  static String issue(String listing, int offset, Instant now) {
    long of = Chance.key(offset, listing);
    byte[] token =
        ByteBuffer.allocate(BYTES).putLong(now.toEpochMilli()).putInt(offset).putLong(of).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** Where the page begins, or nothing for a token that is foreign or too old. */
  static OptionalInt offset(String token, String listing, Instant now) {
    OptionalInt offset = offset(token);
    if (offset.isEmpty()) {
      return offset;
    }
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
    Instant expiresAt = Instant.ofEpochMilli(bytes.getLong(0)).plus(LIFE);
    boolean isOurs = bytes.getLong(12) == Chance.key(offset.getAsInt(), listing);
    return isOurs && !now.isAfter(expiresAt) ? offset : OptionalInt.empty();
  }

  /** The offset alone, whoever asks; what names a request whose token differs each time. */
  static OptionalInt offset(String token) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      return bytes.length == BYTES
          ? OptionalInt.of(ByteBuffer.wrap(bytes).getInt(8))
          : OptionalInt.empty();
    } catch (IllegalArgumentException e) {
      return OptionalInt.empty();
    }
  }
}
