package io.meetinginsights.jobs.privacy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whose data is to go: by what lines tell it, and by the keys of its rows. It names the person, so
 * it is kept in memory and, while an erasure lasts, encrypted.
 *
 * <p>Example: {@code new Subject(Kind.CLIENT, Map.of(By.MAC, Set.of("a483e7000001")))}
 *
 * @param kind person, client or guests
 * @param known what it is known by
 */
public record Subject(
    @JsonProperty("kind") Kind kind, @JsonProperty("known") Map<By, Set<String>> known) {

  /** What was asked for. */
  public enum Kind {
    PERSON,
    CLIENT,
    GUESTS
  }

  /** By what somebody's lines and rows are known. */
  public enum By {
    /** E-mail addresses and Zoom's ids. */
    PERSON,
    /** Names the network's gear knows the user by. */
    SIGN_IN,
    /** Devices that are this one's alone, by their MAC. */
    MAC,
    /** Host names, addresses and display names that are nobody else's. */
    TEXT,
    /** Joins of participants, see {@link Identifiers#join}. */
    JOIN,
    /**
     * Guests' addresses in the meetings they were in, see {@link Identifiers#attendee}: by these
     * their ratings are found, and what they hosted.
     */
    ATTENDEE,
    /** Zoom's ids in the joins, by which their lines are found. */
    PARTICIPANT_ID,
    /** Keys of silver.people. */
    PERSON_KEY,
    /** As ATTENDEE, with the key of silver.people in the address's place. */
    ATTENDEE_KEY,
    /** Keys of devices. */
    CLIENT_KEY,
    /** Keys of silver.client_identities. */
    IDENTITY_KEY,
    /** Keys of silver.sender_minutes whose address is to go too. */
    SENDER_KEY
  }

  public Subject {
    Map<By, Set<String>> copy = new EnumMap<>(By.class);
    known.forEach((by, values) -> copy.put(by, Set.copyOf(values)));
    known = java.util.Collections.unmodifiableMap(copy);
  }

  /** What it is known by, of one sort; none if it is not known by that. */
  public Set<String> by(By sort) {
    return known.getOrDefault(sort, Set.of());
  }

  /** The marks of its records. */
  public Marks marks() {
    return new Own(
        by(By.PERSON), by(By.SIGN_IN), by(By.MAC), by(By.TEXT), by(By.JOIN), by(By.ATTENDEE));
  }

  /**
   * Finds lines that may be about it. All guests are too many to search for by text: then each of
   * Zoom's lines is a candidate, see {@link #isInEveryCall}.
   */
  public IdentifierScan scan() {
    Set<String> wanted = new LinkedHashSet<>();
    if (!isInEveryCall()) {
      wanted.addAll(names());
      wanted.addAll(by(By.SIGN_IN));
      wanted.addAll(by(By.PARTICIPANT_ID));
    }
    return new IdentifierScan(wanted);
  }

  /** Finds whatever leads to it in files that are not landed lines: its keys too. */
  public IdentifierScan scanWithKeys() {
    Set<String> wanted = new LinkedHashSet<>(names());
    wanted.addAll(by(By.PERSON_KEY));
    wanted.addAll(by(By.CLIENT_KEY));
    return new IdentifierScan(wanted);
  }

  /** Everything it is called by. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>(by(By.PERSON));
    by(By.MAC).forEach(mac -> names.addAll(Identifiers.written(mac)));
    names.addAll(by(By.TEXT));
    return names;
  }

  /** Whether lines about calls have to be looked at one by one. */
  @JsonIgnore
  public boolean isInEveryCall() {
    return kind == Kind.GUESTS;
  }

  private record Own(
      Set<String> persons,
      Set<String> signIns,
      Set<String> macs,
      Set<String> texts,
      Set<String> joins,
      Set<String> attendees)
      implements Marks {

    private static final long serialVersionUID = 1L;

    @Override
    public boolean isPerson(String person) {
      return persons.contains(person);
    }

    @Override
    public boolean isSignIn(String person) {
      return signIns.contains(person);
    }

    @Override
    public boolean isClient(String mac) {
      return macs.contains(mac);
    }

    @Override
    public boolean isText(String text) {
      return texts.contains(text);
    }

    @Override
    public boolean isJoin(String join) {
      return joins.contains(join);
    }

    @Override
    public boolean isAttendee(String attendee) {
      return attendees.contains(attendee);
    }
  }
}
