package io.meetinginsights.jobs.privacy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whose data is to go: by what lines tell it, and by the keys of its rows. It names the person, so
 * it is kept in memory and, while an erasure lasts, encrypted.
 *
 * @param kind person, client or guests
 * @param persons e-mail addresses and Zoom's ids
 * @param signIns names the network's gear knows the user by
 * @param macs devices that are this one's alone
 * @param texts host names, addresses and display names that are nobody else's
 * @param joins joins of participants, see {@link Identifiers#join}
 * @param attendees guests' addresses in the meetings they were in, see {@link
 *     Identifiers#attendee}: by these their ratings are found, and what they hosted
 * @param participantIds Zoom's ids in those joins, by which their lines are found
 * @param personKeys of silver.people
 * @param attendeeKeys as attendees, with the key of silver.people in the address's place
 * @param clientKeys of devices
 * @param identityKeys of silver.client_identities
 * @param senderKeys of silver.sender_minutes whose address is to go too
 */
public record Subject(
    @JsonProperty("kind") Kind kind,
    @JsonProperty("persons") Set<String> persons,
    @JsonProperty("sign_ins") Set<String> signIns,
    @JsonProperty("macs") Set<String> macs,
    @JsonProperty("texts") Set<String> texts,
    @JsonProperty("joins") Set<String> joins,
    @JsonProperty("attendees") Set<String> attendees,
    @JsonProperty("participant_ids") Set<String> participantIds,
    @JsonProperty("person_keys") Set<String> personKeys,
    @JsonProperty("attendee_keys") Set<String> attendeeKeys,
    @JsonProperty("client_keys") Set<String> clientKeys,
    @JsonProperty("identity_keys") Set<String> identityKeys,
    @JsonProperty("sender_keys") Set<String> senderKeys) {

  /** What was asked for. */
  public enum Kind {
    PERSON,
    CLIENT,
    GUESTS
  }

  public Subject {
    persons = Set.copyOf(persons);
    signIns = Set.copyOf(signIns);
    macs = Set.copyOf(macs);
    texts = Set.copyOf(texts);
    joins = Set.copyOf(joins);
    attendees = Set.copyOf(attendees);
    participantIds = Set.copyOf(participantIds);
    personKeys = Set.copyOf(personKeys);
    attendeeKeys = Set.copyOf(attendeeKeys);
    clientKeys = Set.copyOf(clientKeys);
    identityKeys = Set.copyOf(identityKeys);
    senderKeys = Set.copyOf(senderKeys);
  }

  /** The marks of its records. */
  public Marks marks() {
    return new Own(persons, signIns, macs, texts, joins, attendees);
  }

  /**
   * Finds lines that may be about it. All guests are too many to search for by text: then each of
   * Zoom's lines is a candidate, see {@link #isInEveryCall}.
   */
  public IdentifierScan scan() {
    Set<String> wanted = new LinkedHashSet<>();
    if (!isInEveryCall()) {
      wanted.addAll(persons);
      wanted.addAll(signIns);
      macs.forEach(mac -> wanted.addAll(Identifiers.written(mac)));
      wanted.addAll(texts);
      wanted.addAll(participantIds);
    }
    return new IdentifierScan(wanted);
  }

  /** Finds whatever leads to it in files that are not landed lines: its keys too. */
  public IdentifierScan scanWithKeys() {
    Set<String> wanted = new LinkedHashSet<>(names());
    List.of(personKeys, clientKeys).forEach(wanted::addAll);
    return new IdentifierScan(wanted);
  }

  /** Everything it is called by. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>(persons);
    macs.forEach(mac -> names.addAll(Identifiers.written(mac)));
    names.addAll(texts);
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
