package io.meetinginsights.jobs.correlate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Hard cases of identity in Hamburg (s4, 10.4.0.0/16) and in two offices behind one address (s5,
 * s6), each in a meeting from 14:00 to 14:02, with the answer that docs/identity.md gives.
 */
final class IdentityCases {

  private static final String HAMBURG = "198.51.100.4";
  private static final String SHARED = "198.51.100.5";
  private static final String TUNNEL = "203.0.113.9";

  /** A client on the air from 14:00 on. */
  record Heard(String key, String site) {}

  private final List<String> participants = new ArrayList<>();
  private final List<String> shown = new ArrayList<>();
  private final List<String> minutes = new ArrayList<>();
  private final List<String> people = new ArrayList<>();
  private final List<String> clients = new ArrayList<>();
  private final List<Heard> heard = new ArrayList<>();

  IdentityCases() {
    leases();
    hostNames();
    randomMacs();
    docks();
    users();
    tunnels();
    sharedEgress();
  }

  /** who, why, client, method, confidence, presence. */
  static Stream<Arguments> answers() {
    return Stream.of(
        found("ray", "the new holder is polled only every ten minutes", "c-ray", "ip", 0.95),
        found("lou", "the address came back to its first holder", "c-lou", "ip", 0.95),
        none("dan", "another had his host name this morning", "behind-egress"),
        none("hank", "his laptop is not on the air", "behind-egress"),
        none("wes", "on Wi-Fi, while only his dock has his host name", "behind-egress"),
        none("cel", "on a mobile network, while his laptop is in the office", "behind-egress"),
        found("rita", "Zoom tells the random MAC that the network sees", "c-rita", "mac", 0.98),
        found(
            "rob", "Zoom tells the hardware's MAC, the network sees another", "c-rob", "ip", 0.95),
        found("doc", "docked, Zoom tells the MAC of the radio", "c-doc-wired", "host_name", 0.9),
        found("dot", "docked, both addresses are told", "c-dot-wired", "ip", 0.95),
        found("dick", "nothing wired has his host name", "c-dick", "mac", 1.0),
        found("kaj", "signed in with his full name", "c-kaj", "user", 0.8),
        none("kai", "two of the account are called kai", "behind-egress"),
        none("umi", "a guest who is called like one of ours", "behind-egress"),
        found("mia", "Zoom tells what she calls her phone", "c-mia", "user", 0.8),
        none("otto", "only his phone is on the air", "behind-egress"),
        found("val", "in a tunnel, his address proves where he is", "c-val", "user", 0.8),
        none("vic", "in a tunnel from home, his desk PC is on", "at-home"),
        none("vik", "in a tunnel, nothing says where from", "at-home"),
        found("vin", "the tunnel's own address is no address of the site", "c-vin", "ip", 0.95),
        none("tia", "both offices behind her address have her lease", "behind-egress"));
  }

  private static Arguments found(
      String who, String why, String client, String method, double confidence) {
    return Arguments.of(who, why, client, method, confidence, "on-network");
  }

  private static Arguments none(String who, String why, String presence) {
    return Arguments.of(who, why, null, "none", 0.0, presence);
  }

  static List<String> sites(String vpn) {
    return List.of(
        site("s4", HAMBURG, vpn, "array('10.4.0.0/16', 'fd00::/8')"),
        site("s5", SHARED, vpn, "null"),
        site("s6", SHARED, vpn, "null"),
        site("s7", "198.51.100.7", vpn, "null"));
  }

  private static String site(String id, String egress, String vpn, String subnets) {
    return "'o1', '%s', 53.55, 9.99, array('%s'), array('acc'), null, %s, 'both', %s"
        .formatted(id, egress, vpn, subnets);
  }

  private void leases() {
    join("ray", "Wired", HAMBURG, "10.4.0.9", null, null);
    wireless("c-ray-before", "s4", "a1", "10.4.0.9", null, null, "08:00", "09:00", false);
    wired("c-ray", "s4", "a2", "10.4.0.9", null, null, "14:07", "18:00");
    join("lou", "Wifi", HAMBURG, "10.4.0.10", null, null);
    wireless("c-lou", "s4", "a3", "10.4.0.10", null, null, "08:00", "09:00", false);
    wireless("c-between", "s4", "a4", "10.4.0.10", null, null, "10:00", "11:00", false);
    wireless("c-lou", "s4", "a3", "10.4.0.10", null, null, "13:30", "18:00", true);
  }

  private void hostNames() {
    join("dan", "Wifi", HAMBURG, null, null, "lap-dan");
    wireless("c-dan", "s4", "b1", null, "lap-dan", null, "13:00", "18:00", true);
    wireless("c-other-dan", "s4", "b2", null, "lap-dan", null, "08:00", "09:00", false);
    join("hank", "Wifi", HAMBURG, null, null, "lap-hank");
    wireless("c-hank", "s4", "b3", null, "lap-hank", null, "08:00", "18:00", false);
    join("wes", "Wifi", HAMBURG, null, null, "lap-wes");
    wired("c-wes", "s4", "b4", null, "lap-wes", null, "08:00", "18:00");
    join("cel", "Cellular", HAMBURG, null, null, "lap-cel");
    wireless("c-cel", "s4", "b5", null, "lap-cel", null, "08:00", "18:00", true);
  }

  private void randomMacs() {
    join("rita", "Wifi", HAMBURG, null, "da00000000c1", null);
    client("c-rita", "s4", "da00000000c1", null, null, null, "wireless", "08:00", "18:00", true);
    heard.add(new Heard("c-rita", "s4"));
    join("rob", "Wifi", HAMBURG, "10.4.0.11", "aa00000000ff", null);
    client(
        "c-rob", "s4", "da00000000c2", "10.4.0.11", null, null, "wireless", "08:00", "18:00", true);
    heard.add(new Heard("c-rob", "s4"));
  }

  private void docks() {
    join("doc", "Wired", HAMBURG, null, "aa00000000d1", "lap-doc");
    wireless("c-doc", "s4", "d1", null, "lap-doc", null, "08:00", "18:00", true);
    wired("c-doc-wired", "s4", "d2", null, "lap-doc", null, "08:00", "18:00");
    join("dot", "Wired", HAMBURG, "10.4.0.12','10.4.0.13", "aa00000000d3", null);
    wireless("c-dot", "s4", "d3", "10.4.0.12", null, null, "08:00", "18:00", true);
    wired("c-dot-wired", "s4", "d4", "10.4.0.13", null, null, "08:00", "18:00");
    join("dick", "Wired", HAMBURG, null, "aa00000000d5", "lap-dick");
    wireless("c-dick", "s4", "d5", null, "lap-dick", null, "08:00", "18:00", true);
  }

  private void users() {
    join("kaj", "Wifi", HAMBURG, null, null, null);
    person("kaj", "kaj@example.com", true);
    wireless("c-kaj", "s4", "e1", null, null, "kaj@example.com", "08:00", "18:00", true);
    join("kai", "Wifi", HAMBURG, null, null, null);
    person("kai", "kai@example.com", true);
    person("kai-too", "kai@sub.example.com", true);
    wireless("c-kai", "s4", "e2", null, null, "kai", "08:00", "18:00", true);
    join("umi", "Wifi", HAMBURG, null, null, null);
    person("umi", "umi@partner.example", false);
    wireless("c-umi", "s4", "e3", null, null, "umi", "08:00", "18:00", true);
    join("otto", "Wifi", HAMBURG, null, null, "lap-otto");
    person("otto", "otto@example.com", true);
    // Who signed in is told by one source, what the phone is called by another.
    wireless("c-otto-phone", "s4", "e4", null, null, "otto", "08:01", "08:01", false);
    wireless("c-otto-phone", "s4", "e4", null, "otto-phone", null, "08:00", "18:00", true);
    join("mia", "Wifi", HAMBURG, null, null, "mia''s phone");
    person("mia", "mia@example.com", true);
    wireless("c-mia", "s4", "e5", null, "mias-phone-2", "mia", "08:00", "18:00", true);
  }

  private void tunnels() {
    join("val", "Wifi", TUNNEL, "172.16.200.1','10.4.0.21", null, null);
    person("val", "val@example.com", true);
    wireless("c-val", "s4", "f1", "10.4.0.21", null, "val", "08:00", "18:00", true);
    join("vic", "Wired", TUNNEL, "172.16.200.2','192.168.1.20", null, null);
    person("vic", "vic@example.com", true);
    wired("c-vic-desk", "s4", "f2", "10.4.0.22", null, "vic", "08:00", "18:00");
    join("vik", "Wifi", TUNNEL, null, null, null);
    person("vik", "vik@example.com", true);
    wireless("c-vik", "s4", "f3", null, null, "vik", "08:00", "18:00", true);
    // Only part of his traffic takes the tunnel, and a device of the lab has the tunnel's address.
    join("vin", "Wifi", HAMBURG, "10.8.0.5','10.4.0.23", null, null);
    wireless("c-vin", "s4", "f4", "10.4.0.23", null, null, "08:00", "18:00", true);
    wireless("c-lab", "s4", "f5", "10.8.0.5", null, null, "08:00", "18:00", true);
  }

  private void sharedEgress() {
    join("tia", "Wifi", SHARED, "10.5.0.1", null, null);
    wireless("c-tia", "s5", "05", "10.5.0.1", null, null, "08:00", "18:00", true);
    wireless("c-not-tia", "s6", "06", "10.5.0.1", null, null, "08:00", "18:00", true);
  }

  private void join(
      String who, String network, String publicIp, String internalIp, String mac, String host) {
    participants.add(
        "'acc', 'm4', '%s', TIMESTAMP'2026-03-02 14:00:00', TIMESTAMP'2026-03-02 14:02:00', 'p-%s', 'k-%s', 'z-%s', false, '%s', false, 'UDP', null"
            .formatted(who, who, who, who, network));
    shown.add(
        "'zoom', 'z-%s', '%s', %s, %s, %s, TIMESTAMP'2026-03-02 14:00:00', TIMESTAMP'2026-03-02 14:02:00'"
            .formatted(
                who,
                publicIp,
                internalIp == null ? "null" : "array('" + internalIp + "')",
                text(mac),
                text(host)));
    minutes.addAll(
        SilverRows.everyMinute(
            "2026-03-02 14:00",
            2,
            "$d, 'acc', 'm4', '%s', TIMESTAMP'2026-03-02 14:00:00', $m, 1, 50, 30, 5, 0.1, 20, 0, 900, 35, -66"
                .formatted(who)));
  }

  private void person(String who, String email, boolean isAccountUser) {
    people.add("'p-%s', 'acc', '%s', %s".formatted(who, email, isAccountUser));
  }

  private void wireless(
      String key,
      String site,
      String mac,
      String ip,
      String host,
      String user,
      String from,
      String to,
      boolean isHeard) {
    client(key, site, "aa00000000" + mac, ip, host, user, "wireless", from, to, false);
    if (isHeard) {
      heard.add(new Heard(key, site));
    }
  }

  private void wired(
      String key,
      String site,
      String mac,
      String ip,
      String host,
      String user,
      String from,
      String to) {
    client(key, site, "aa00000000" + mac, ip, host, user, "wired", from, to, false);
  }

  private void client(
      String key,
      String site,
      String mac,
      String ip,
      String host,
      String user,
      String medium,
      String from,
      String to,
      boolean isRandom) {
    clients.add(
        "'network', 'n-%s-%s', 'o1', '%s', '%s', '%s', %s, %s, %s, '%s', null, null, TIMESTAMP'2026-03-02 %s:00', TIMESTAMP'2026-03-02 %s:00', %s"
            .formatted(
                key,
                from,
                site,
                key,
                mac,
                text(ip),
                text(host),
                text(user),
                medium,
                from,
                to,
                isRandom));
  }

  private static String text(String value) {
    return value == null ? "null" : "'" + value + "'";
  }

  void addTo(List<String> allParticipants, List<String> allShown, List<String> allMinutes) {
    allParticipants.addAll(participants);
    allShown.addAll(shown);
    allMinutes.addAll(minutes);
  }

  List<String> people() {
    return people;
  }

  List<String> clients() {
    return clients;
  }

  List<Heard> heard() {
    return heard;
  }
}
