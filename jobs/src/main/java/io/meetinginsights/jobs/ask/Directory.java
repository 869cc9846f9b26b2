package io.meetinginsights.jobs.ask;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.ask.Question.Naming;
import io.meetinginsights.jobs.ask.Question.Subject;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.reader.GoldRow;
import io.meetinginsights.reader.Where;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.People;
import io.meetinginsights.tables.silver.Sites;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Names of sites, clients and people, and the keys the facts hold instead of them.
 *
 * <p>Reads: silver.sites, silver.client_identities of source network, silver.people; each once, and
 * only when asked for.
 */
public final class Directory {

  /** A site; its clock is UTC where nobody said otherwise. */
  public record Site(
      String orgId, String siteId, String name, ZoneId zone, Set<String> egressIps) {}

  /** A client under all names it had, the newest first. */
  public record Client(
      String key, String siteId, String mac, List<String> hostNames, Set<String> users) {
    String name() {
      return hostNames.isEmpty() ? mac == null ? key : mac : hostNames.get(0);
    }
  }

  /** A person. */
  public record Person(String key, String name, String email) {
    String shown() {
      return name == null ? email == null ? key : email : name;
    }
  }

  /** Whom a question is about: clients by key, or people by key. */
  public record Found(String label, Set<String> clientKeys, Set<String> personKeys) {

    /** The rows that are about them. */
    public Where rows() {
      return clientKeys.isEmpty()
          ? Where.in("person_key", personKeys)
          : Where.in("client_key", clientKeys);
    }
  }

  private final GoldReader reader;
  private Map<String, Site> sites;
  private Map<String, Client> clients;
  private Map<String, Person> people;

  /** Names in the tables of a reader. */
  public Directory(GoldReader reader) {
    this.reader = reader;
  }

  /** Every site. */
  public Collection<Site> sites() {
    return sitesById().values();
  }

  Site site(String siteId) {
    Site known = sitesById().get(siteId);
    return known != null ? known : new Site(null, siteId, siteId, ZoneOffset.UTC, Set.of());
  }

  private Map<String, Site> sitesById() {
    if (sites == null) {
      sites = new LinkedHashMap<>();
      reader
          .from(Sites.SCHEMA)
          .select("org_id", "site_id", "name", "time_zone", "egress_ips")
          .forEach(
              row ->
                  sites.put(
                      row.text("site_id"),
                      new Site(
                          row.text("org_id"),
                          row.text("site_id"),
                          Objects.requireNonNullElse(row.text("name"), row.text("site_id")),
                          zone(row.text("time_zone")),
                          row.texts("egress_ips") == null
                              ? Set.of()
                              : Set.copyOf(row.texts("egress_ips")))));
    }
    return sites;
  }

  private static ZoneId zone(String name) {
    return name != null && ZoneId.getAvailableZoneIds().contains(name)
        ? ZoneId.of(name)
        : ZoneOffset.UTC;
  }

  /** The site of a name, as people write it. */
  public Site siteNamed(String name) {
    List<Site> found =
        sites().stream()
            .filter(
                s -> s.name().equalsIgnoreCase(name.strip()) || s.siteId().equalsIgnoreCase(name))
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    } else if (found.isEmpty()) {
      throw unknown("site", name, sites().stream().map(Site::name).toList());
    }
    throw new ConfigurationError(
        "The site " + name + " is " + found.size() + " sites",
        "they share the name: " + found.stream().map(Site::siteId).toList(),
        "ask with the site's id");
  }

  /** A client by its key; null where the network never named it. */
  public Client client(String key) {
    return clients().get(key);
  }

  Person person(String key) {
    return key == null ? null : people().get(key);
  }

  private Map<String, Client> clients() {
    if (clients == null) {
      Map<String, List<GoldRow>> byKey = new TreeMap<>();
      reader
          .from(ClientIdentities.SCHEMA)
          .where(Where.equal("source", "network"))
          .select("client_key", "site_id", "mac", "host_name", "user_name", "seen_to")
          .forEach(
              row -> {
                if (row.text("client_key") != null) {
                  byKey.computeIfAbsent(row.text("client_key"), k -> new ArrayList<>()).add(row);
                }
              });
      clients = new LinkedHashMap<>();
      byKey.forEach((key, rows) -> clients.put(key, client(key, rows)));
    }
    return clients;
  }

  private static Client client(String key, List<GoldRow> rows) {
    rows.sort(
        Comparator.<GoldRow, Instant>comparing(row -> row.instant("seen_to"))
            .reversed()
            .thenComparing(row -> String.valueOf(row.text("host_name"))));
    return new Client(
        key,
        newest(rows, "site_id").stream().findFirst().orElse(null),
        newest(rows, "mac").stream().findFirst().orElse(null),
        newest(rows, "host_name"),
        new TreeSet<>(newest(rows, "user_name")));
  }

  private static List<String> newest(List<GoldRow> rows, String column) {
    return List.copyOf(
        new LinkedHashSet<>(
            rows.stream().map(row -> row.text(column)).filter(Objects::nonNull).toList()));
  }

  private Map<String, Person> people() {
    if (people == null) {
      people = new LinkedHashMap<>();
      reader
          .from(People.SCHEMA)
          .select("person_key", "display_name", "email")
          .forEach(
              row ->
                  people.put(
                      row.text("person_key"),
                      new Person(
                          row.text("person_key"), row.text("display_name"), row.text("email"))));
    }
    return people;
  }

  /** Whom a name means; where it could mean two, an error lists them. */
  public Found find(Subject subject, Site at) {
    String name = subject.name().strip().toLowerCase(Locale.ROOT);
    List<Client> named = new ArrayList<>();
    if (subject.naming() != Naming.USER) {
      String mac = name.replaceAll("[:.-]", "");
      for (Client client : clients().values()) {
        boolean isMac = mac.equals(client.mac());
        boolean isHost =
            subject.naming() != Naming.MAC
                && (client.hostNames().contains(name)
                    || client.hostNames().contains(name.split("\\.")[0]));
        if ((isMac || isHost) && (at == null || at.siteId().equals(client.siteId()))) {
          named.add(client);
        }
      }
    }
    List<Person> persons = new ArrayList<>();
    if (subject.naming() == Naming.USER || subject.naming() == Naming.ANY) {
      for (Person person : people().values()) {
        String email = person.email() == null ? "" : person.email().toLowerCase(Locale.ROOT);
        if (name.equals(email)
            || name.equals(email.split("@")[0])
            || name.equalsIgnoreCase(person.name())) {
          persons.add(person);
        }
      }
    }
    if (named.size() + persons.size() > 1) {
      throw ambiguous(subject.name(), named, persons);
    } else if (named.size() == 1) {
      return new Found(label(named.get(0)), Set.of(named.get(0).key()), Set.of());
    } else if (persons.size() == 1) {
      Person person = persons.get(0);
      String email = person.email() == null ? "" : " <" + person.email() + ">";
      return new Found(person.shown() + email, Set.of(), Set.of(person.key()));
    }
    throw unknownSubject(subject, at);
  }

  private static String label(Client client) {
    List<String> former =
        client.hostNames().size() < 2
            ? List.of()
            : client.hostNames().subList(1, client.hostNames().size());
    return client.name()
        + (client.mac() == null || client.hostNames().isEmpty() ? "" : " (" + client.mac() + ")")
        + (former.isEmpty() ? "" : ", also known as " + String.join(", ", former));
  }

  private ConfigurationError ambiguous(String name, List<Client> named, List<Person> persons) {
    List<String> all = new ArrayList<>();
    named.forEach(c -> all.add("client " + c.mac() + " at " + site(c.siteId()).name()));
    persons.forEach(p -> all.add("user " + p.shown() + " <" + p.email() + ">"));
    return new ConfigurationError(
        "The name " + name + " is known " + all.size() + " times",
        "it can be " + String.join(", ", all),
        "ask for the MAC address, for user E-MAIL, or add at SITE");
  }

  private ConfigurationError unknownSubject(Subject subject, Site at) {
    List<String> names = new ArrayList<>();
    String kind =
        switch (subject.naming()) {
          case USER -> "user";
          case HOST -> "host";
          case MAC -> "MAC address";
          case ANY -> "client or user";
        };
    if (subject.naming() != Naming.USER) {
      clients().values().forEach(client -> names.addAll(client.hostNames()));
      clients().values().stream().map(Client::mac).filter(Objects::nonNull).forEach(names::add);
    }
    if (subject.naming() != Naming.HOST && subject.naming() != Naming.MAC) {
      people().values().stream().map(Person::shown).forEach(names::add);
    }
    return unknown(kind, subject.name() + (at == null ? "" : " at " + at.name()), names);
  }

  private static ConfigurationError unknown(String kind, String name, List<String> names) {
    List<String> near = Phrases.nearNames(name, names);
    return new ConfigurationError(
        "No " + kind + " " + name + " is known",
        near.isEmpty()
            ? "neither the network nor Zoom has named it, nor anything like it"
            : "neither the network nor Zoom has named it",
        near.isEmpty()
            ? "check the spelling, or ask for the MAC address or the e-mail address"
            : "did you mean " + String.join(", ", near) + "?");
  }
}
