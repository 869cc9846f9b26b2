package io.meetinginsights.jobs.privacy;

import io.meetinginsights.jobs.privacy.Subject.By;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keyed hashes of who has been erased: late files and the look-back bring records back, and load
 * drops those whose identifiers hash to one of these. They say nothing to whoever lacks the key.
 */
final class Tombstones implements Marks {

  private static final long serialVersionUID = 1L;

  /** Distinct values whose answer is remembered; a hash takes a microsecond. */
  private static final int REMEMBERED = 200_000;

  private static final String PERSON = "person";
  private static final String SIGN_IN = "sign-in";
  private static final String CLIENT = "client";
  private static final String TEXT = "text";
  private static final String JOIN = "join";

  private final byte[] key;
  private final Set<String> hashes;
  private final ConcurrentHashMap<String, Boolean> known = new ConcurrentHashMap<>();

  Tombstones(ErasureKey key, Set<String> hashes) {
    this.key = key.tombstoneKey();
    this.hashes = Set.copyOf(hashes);
  }

  /** The hashes of a subject. */
  static Set<String> of(ErasureKey key, Subject subject) {
    byte[] secret = key.tombstoneKey();
    Set<String> hashes = new LinkedHashSet<>();
    subject.by(By.PERSON).forEach(one -> hashes.add(ErasureKey.tombstone(secret, PERSON, one)));
    subject.by(By.SIGN_IN).forEach(one -> hashes.add(ErasureKey.tombstone(secret, SIGN_IN, one)));
    subject.by(By.MAC).forEach(one -> hashes.add(ErasureKey.tombstone(secret, CLIENT, one)));
    // Not addresses: somebody else will have them next.
    subject.by(By.TEXT).stream()
        .filter(one -> !Identifiers.isAddress(one))
        .forEach(one -> hashes.add(ErasureKey.tombstone(secret, TEXT, one)));
    subject.by(By.JOIN).forEach(one -> hashes.add(ErasureKey.tombstone(secret, JOIN, one)));
    return hashes;
  }

  /** The hash by which a request for a person or a client is known again. */
  static String ofRequest(ErasureKey key, Subject.Kind kind, String identifier) {
    return ErasureKey.tombstone(key.tombstoneKey(), "request " + kind, identifier);
  }

  @Override
  public boolean isPerson(String person) {
    return has(PERSON, person);
  }

  @Override
  public boolean isSignIn(String person) {
    return has(SIGN_IN, person);
  }

  @Override
  public boolean isClient(String mac) {
    return has(CLIENT, mac);
  }

  @Override
  public boolean isText(String text) {
    return has(TEXT, text);
  }

  @Override
  public boolean isJoin(String join) {
    return has(JOIN, join);
  }

  /** Guests leave no tombstones: privacy.opt-out-guests keeps them out. */
  @Override
  public boolean isAttendee(String attendee) {
    return false;
  }

  private boolean has(String kind, String identifier) {
    String asked = kind + '\u0001' + identifier;
    Boolean answer = known.get(asked);
    if (answer == null) {
      answer = hashes.contains(ErasureKey.tombstone(key, kind, identifier));
      if (known.size() < REMEMBERED) {
        known.put(asked, answer);
      }
    }
    return answer;
  }
}
