package io.meetinginsights.jobs.bench;

import io.meetinginsights.jobs.bench.LoadBenchFiles.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A landing zone for {@link LoadBench}: a day of an organisation's answers and posts, by seed and
 * arithmetic: the same number of snapshots wanted gives the same text.
 *
 * <p>Each site is asked for its clients once a minute, and a second time in each 97th. A client
 * moves to another access point about once an hour, where its counters begin anew; one in ten is
 * silent for five minutes, one in twenty for twenty, and one in fifty has a counter about to run
 * over 32 bits. There is an access point for {@value #CLIENTS_OF_AP} clients, with radios in two
 * bands, and for each {@value #PORTS_OF_AP} more switch ports; devices, ports, probes, wired
 * clients and agents are asked every second minute. Roams, sessions, sign-ins, addresses, tunnels,
 * speed tests and radio events come in about the numbers that the demo has of them for each
 * snapshot, and so do minutes of participants ({@link LoadBenchCalls}).
 *
 * <p>Nothing in it is to be rejected.
 */
final class LoadBenchData {

  static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  static final long START_S = DAY.atStartOfDay().toEpochSecond(ZoneOffset.UTC);

  private static final String ORG = "00000000-0000-4000-9000-000000000001";
  private static final int MINUTES = 1440;
  private static final int EXTRA_POLL_EVERY = 97;
  private static final int EXTRA_POLL_AT = 50;
  private static final int POLLS = MINUTES + 1 + (MINUTES - 1 - EXTRA_POLL_AT) / EXTRA_POLL_EVERY;
  private static final int CLIENTS_OF_SITE = 350;
  private static final int CLIENTS_OF_AP = 25;
  private static final int PORTS_OF_AP = 16;
  private static final int PORTS_OF_SWITCH = 48;

  /** Minutes of participants for each snapshot, as the demo has them. */
  private static final double PARTICIPANT_MINUTES_SHARE = 71_000 / 242_000.0;

  private static final int MEETINGS_OF_PART = 250;
  private static final int FIRST_PART_OF_CALLS = 1000;
  private static final long SEED = 20_260_302;
  private static final long WRAP = 1L << 32;

  private static final Shape ENVELOPE =
      Shape.of(
          """
          {'received_at':'?','org_id':'?','site_id':'?','request':'?','params':{'site_id':'?'},'body':
          """);
  private static final Shape CLIENT =
      Shape.of(
          """
          {'mac':'?','site_id':'?','ap_id':'00000000-0000-0000-1000-?','ap_mac':'?','bssid':'?','ssid':'Corp',
          'wlan_id':'532437a5-8d29-48ff-a272-464ee5cdcf22','band':'?','channel':?,'proto':'ax',
          'key_mgmt':'WPA3-EAP-SHA256/CCMP','hostname':'?','ip':'?','family':'Laptop','manufacture':'Unknown',
          'model':'','os':'macOS 14.5','is_guest':false,'dual_band':true,'vlan_id':'10',
          'username':'user-?@example.com','rssi':?,'snr':?,'tx_rate':?,'rx_rate':?,'tx_bps':?,'rx_bps':?,
          'tx_bytes':?,'rx_bytes':?,'tx_pkts':?,'rx_pkts':?,'tx_retries':?,'rx_retries':?,'idle_time':1,
          'assoc_time':?,'uptime':?,'last_seen':?,'num_locating_aps':2}
          """);
  private static final Shape ACCESS_POINT =
      Shape.of(
          """
          {'type':'ap','id':'00000000-0000-0000-1000-?','org_id':'?','site_id':'?','mac':'?','name':'AP-?',
          'model':'AP45','version':'0.14.29313','status':'connected','ip':'10.10.0.20','ext_ip':'?','uptime':?,
          'last_seen':?,'num_clients':?,'cpu_util':?,'mem_total_kb':1027448,'mem_used_kb':512300,
          'power_constrained':false,'tx_bytes':?,'rx_bytes':?,'radio_stat':{?,?},
          'port_stat':{'eth0':{'up':true,'speed':1000,'full_duplex':true,'rx_errors':?,'rx_bytes':?,'tx_bytes':?,
          'rx_pkts':182491,'tx_pkts':97328}},'lldp_stat':{'chassis_id':'?','system_name':'sw-0','port_id':'?','port_desc':'?'}}
          """);
  private static final Shape RADIO =
      Shape.of(
          """
          'band_?':{'mac':'?','usage':'?','channel':?,'bandwidth':?,'power':?,'noise_floor':-?,'num_clients':?,
          'num_wlans':1,'util_all':?,'util_tx':?,'util_rx_in_bss':?,'util_rx_other_bss':?,'util_unknown_wifi':1,
          'util_non_wifi':?,'util_undecodable_wifi':0,'rx_failed':?,'tx_bytes':46957483,'rx_bytes':15652494,
          'tx_pkts':58696,'rx_pkts':31304}
          """);
  private static final Shape SWITCH =
      Shape.of(
          """
          {'type':'switch','id':'00000000-0000-0000-1000-?','org_id':'?','site_id':'?','mac':'?','name':'sw-?',
          'model':'EX4100-48P','status':'connected','ip':'10.10.0.2','ext_ip':'?','uptime':?,'last_seen':?,
          'cpu_stat':{'idle':81,'user':9,'system':10,'interrupt':0,'load_avg':[0.32,0.27,0.24]},'memory_stat':{'usage':31}}
          """);
  private static final Shape GATEWAY =
      Shape.of(
          """
          {'type':'gateway','id':'00000000-0000-0000-1000-?','org_id':'?','site_id':'?','mac':'?','name':'gw-0',
          'model':'SRX345','status':'connected','ip':'?','ext_ip':'?','uptime':?,'last_seen':?,
          'cpu_stat':{'idle':?,'user':10,'system':10,'interrupt':0,'load_avg':[0.33,0.29,0.25]},'memory_stat':{'usage':42},
          'if_stat':{?,?}}
          """);
  private static final Shape LINK =
      Shape.of(
          """
          'ge-0/0/?.0':{'port_id':'ge-0/0/?','port_usage':'wan','wan_name':'wan?','wan_type':'broadband','up':true,
          'ips':['?/32'],'nat_addresses':['?'],'rx_bytes':8422472697,'tx_bytes':3487277510,
          'servp_info':{'asn':'AS64500','org':'Example Carrier','city':'Berlin','country_code':'DE'}}
          """);
  private static final Shape SWITCH_PORT =
      Shape.of(
          """
          {'type':'switch','org_id':'?','site_id':'?','mac':'?','port_id':'?','port_usage':'?','for_site':true,'up':?,
          'active':?,'speed':?,'full_duplex':true,'rx_bytes':?,'tx_bytes':?,'rx_pkts':81107,'tx_pkts':182491,
          'rx_errors':?,'tx_errors':?,'poe_on':true,'power_draw':11.5,'mac_count':12,'last_flapped':?.000?}
          """);
  private static final Shape GATEWAY_PORT =
      Shape.of(
          """
          {'type':'gateway','org_id':'?','site_id':'?','mac':'?','port_id':'ge-0/0/?','port_usage':'?','for_site':true,
          'up':true,'active':true,'speed':1000,'full_duplex':true,'rx_bytes':?,'tx_bytes':?,'rx_pkts':14037454,
          'tx_pkts':4359096,'rx_errors':0,'tx_errors':0,'port_mac':'?'?}
          """);
  private static final Shape WAN_MEASURED =
      Shape.of(",'rx_bps':?,'tx_bps':?,'latency':?,'jitter':?,'loss':?");
  private static final Shape PROBE =
      Shape.of(
          """
          {'ts':?,'site_id':'?','from':'?','mac':'?','target':'?','rtt_ms':?,'jitter_ms':?,'loss_pct':?}
          """);
  private static final Shape TUNNEL =
      Shape.of(
          """
          {'org_id':'?','site_id':'?','mac':'?','port_id':'ge-0/0/0','peer_mac':'0c81260fffff','peer_port_id':'ge-0/0/0',
          'peer_router_name':'hub','type':'ipsec','up':true,'is_active':true,'latency':?,'jitter':?,'loss':?,'mos':4.44,
          'mtu':1400,'uptime':7252,'last_seen':?.5}
          """);
  private static final Shape SPEED_TEST =
      Shape.of(
          """
          {'type':'speedtest','by':'marvis','device_type':'gateway','mac':'?','port_id':'ge-0/0/0','failed':false,
          'latency':29,'rx_mbps':?,'tx_mbps':?,'timestamp':?.25}
          """);
  private static final Shape WIRED_CLIENT =
      Shape.of(
          """
          {'mac':'?','org_id':'?','site_id':'?','device_mac':['?'],'port_id':['?'],'ip':['?'],'dhcp_hostname':'desk-?',
          'vlan':[10],'timestamp':?.500}
          """);
  private static final Shape AGENT =
      Shape.of(
          """
          {'device_id':'agent-?','org_id':'?','hostname':'?','os_type':'macOS','os_version':'14','wifi_mac':'?',
          'wifi_ip':'?','wifi_ssid':'Corp','wifi_band':'5','wifi_rssi':?,'cpu_user':?,'cpu_system':10.0,'cpu_idle':66.7,
          'battery_level':80,'timestamp':?}
          """);
  private static final Shape SESSION =
      Shape.of(
          """
          {'topic':'client-sessions','events':[{'ap':'?','ap_name':'AP','band':'?','client_family':'',
          'client_manufacture':'Unknown','client_os':'macOS 14.5','connect':?,'connect_float':?.000,'disconnect':?,
          'disconnect_float':?.000,'duration':?.000,'mac':'?','next_ap':'?','org_id':'?','site_id':'?','ssid':'Corp',
          'rssi':?,'termination_reason':3,'timestamp':?,'version':2}]}
          """);
  private static final Shape ROAM =
      Shape.of(
          """
          {'client_mac':'?','ap_mac':'?','fromap':'?','latency':0.0?,'ssid':'Corp','subtype':'CLIENT_AUTHENTICATED_11R',
          'type':'success','timestamp':?}
          """);
  private static final Shape ADDRESS =
      Shape.of(
          """
          {'topic':'client-info','events':[{'ip':'?','mac':'?','hostname':'?','org_id':'?','site_id':'?','timestamp':?}]}
          """);
  private static final Shape SIGN_IN =
      Shape.of(
          """
          {'topic':'nac-events','events':[{'type':'NAC_CLIENT_PERMIT','mac':'?','username':'user-?@example.com',
          'auth_type':'eap-tls','client_type':'wireless','org_id':'?','site_id':'?','vlan':'10','timestamp':?.125,
          'ap':'?','ssid':'Corp'}]}
          """);
  private static final Shape CLIENT_EVENT =
      Shape.of(
          """
          {'type':'?','mac':'?','ap':'?','band':'5','bssid':'?','channel':36,'proto':'ax','ssid':'Corp',
          'wlan_id':'532437a5-8d29-48ff-a272-464ee5cdcf22','text':'','timestamp':?.?00}
          """);
  private static final Shape RADIO_EVENT =
      Shape.of(
          """
          {'ap':'?','band':'5','event':'scheduled-site_rrm','bandwidth':40,'channel':132,'power':14,'usage':'5',
          'pre_bandwidth':40,'pre_channel':157,'pre_power':14,'pre_usage':'5','timestamp':?.5}
          """);
  private static final Shape DEVICE_EVENT =
      Shape.of(
          """
          {'topic':'device-events','events':[{'type':'SW_PORT_UP','device_type':'switch','device_name':'sw-0','mac':'?',
          'model':'EX4100-48P','port_id':'ge-0/0/3','org_id':'?','site_id':'?','text':'Port ge-0/0/3 is up','timestamp':?}]}
          """);
  private static final Shape SITE =
      Shape.of(
          """
          {'id':'?','org_id':'?','name':'Site ?','timezone':'Europe/Berlin','country_code':'DE','address':'Berlin',
          'latlng':{'lat':52.5,'lng':13.4}}
          """);

  private static final List<String> SIGNED_ON =
      List.of(
          "CLIENT_AUTHENTICATED", "CLIENT_AUTH_ASSOCIATION", "CLIENT_IP_ASSIGNED", "CLIENT_DNS_OK");

  /**
   * What was written.
   *
   * @param snapshots of wireless clients
   * @param textBytes before compression
   */
  record Written(long snapshots, long textBytes) {
    Written and(Written other) {
      return new Written(snapshots + other.snapshots, textBytes + other.textBytes);
    }
  }

  /** How many clients there are and which site each belongs to: they go round. */
  record Place(int clients, int sites) {

    int siteOf(int client) {
      return client % sites;
    }

    String clientMac(int client) {
      return mac("5c5b00", client);
    }

    String clientAddress(int client) {
      return address(10, client / sites);
    }
  }

  private LoadBenchData() {}

  /** Writes the landing zone; two sites or parts of the calls at once. */
  static Written write(Path landing, long snapshots) throws IOException, InterruptedException {
    int clients = (int) Math.max(2, Math.round((double) snapshots / POLLS));
    Place place = new Place(clients, Math.max(2, clients / CLIENTS_OF_SITE));
    int meetings =
        (int)
            Math.max(
                1,
                Math.round(
                    snapshots
                        * PARTICIPANT_MINUTES_SHARE
                        / (LoadBenchCalls.PEOPLE * LoadBenchCalls.MINUTES)));
    List<Callable<Written>> parts = new ArrayList<>();
    for (int i = 0; i < place.sites(); i++) {
      int site = i;
      parts.add(() -> site(landing, place, site));
    }
    for (int first = 0; first < meetings; first += MEETINGS_OF_PART) {
      int from = first;
      parts.add(() -> calls(landing, place, from, Math.min(meetings, from + MEETINGS_OF_PART)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(BenchJvm.CORES);
    try {
      Written all = new Written(0, 0);
      for (Future<Written> part : threads.invokeAll(parts)) {
        all = all.and(part.get());
      }
      return all;
    } catch (ExecutionException e) {
      throw new IOException("Landing files could not be written", e.getCause());
    } finally {
      threads.shutdown();
    }
  }

  private static Written site(Path landing, Place place, int site) throws IOException {
    try (LoadBenchFiles files = new LoadBenchFiles(landing, site)) {
      SiteDay day = new SiteDay(files, place, site);
      day.write();
      return new Written(day.snapshots, files.textBytes());
    }
  }

  private static Written calls(Path landing, Place place, int from, int until) throws IOException {
    int part = FIRST_PART_OF_CALLS + from / MEETINGS_OF_PART;
    try (LoadBenchFiles files = new LoadBenchFiles(landing, part)) {
      LoadBenchCalls calls = new LoadBenchCalls(files, place, SEED + part);
      if (from == 0) {
        calls.users();
      }
      calls.meetings(from, until);
      return new Written(0, files.textBytes());
    }
  }

  static String mac(String prefix, int number) {
    return prefix + HexFormat.of().toHexDigits(number).substring(2);
  }

  static String address(int second, int number) {
    return "10." + second + "." + number / 250 + "." + (number % 250 + 1);
  }

  static String egress(int site, int port) {
    return (port == 0 ? "198.51.100." : "203.0.113.") + (site + 1);
  }

  static String hostName(int client) {
    return "laptop-" + client;
  }

  /** A number with so many digits behind the point, from a count of its last digit. */
  static String decimal(long units, int digits) {
    long scale = digits == 1 ? 10 : 100;
    long fraction = units % scale;
    return units / scale + (digits == 2 && fraction < 10 ? ".0" : ".") + fraction;
  }

  private static final class Client {
    private final int number;
    private final String mac;
    private final String hostName;
    private final String address;
    private final long[] counters = new long[6];
    private int ap;
    private long joinedAt;

    Client(int number, Place place) {
      this.number = number;
      this.mac = place.clientMac(number);
      this.hostName = hostName(number);
      this.address = place.clientAddress(number);
    }
  }

  private static final class AccessPoint {
    private long startedAt = START_S - 10_000;
    private long errors;
    private final long[] failed = new long[2];
  }

  private static final class Port {
    private final long[] bytes = new long[2];
    private final long[] errors = new long[2];
    private boolean isUp;
    private long flappedAt = START_S - 7_200;
  }

  /** A site's day, minute after minute. */
  private static final class SiteDay {
    private final LoadBenchFiles files;
    private final Place place;
    private final int site;
    private final String siteId;
    private final String gateway;
    private final SplittableRandom random;
    private final Client[] clients;
    private final AccessPoint[] accessPoints;
    private final String[] apMacs;
    private final Port[] ports;
    private final long[] wanBytes = new long[4];
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder roams = new StringBuilder();
    private long snapshots;

    SiteDay(LoadBenchFiles files, Place place, int site) {
      this.files = files;
      this.place = place;
      this.site = site;
      this.siteId = "00000000-0000-4000-8000-" + "%012d".formatted(site + 1);
      this.gateway = mac("eeff%02x".formatted(site), 1);
      this.random = new SplittableRandom(SEED * 1000 + site);
      clients = new Client[(place.clients() - site + place.sites() - 1) / place.sites()];
      int aps = Math.max(2, (clients.length + CLIENTS_OF_AP - 1) / CLIENTS_OF_AP);
      accessPoints = new AccessPoint[aps];
      apMacs = new String[aps];
      for (int ap = 0; ap < aps; ap++) {
        accessPoints[ap] = new AccessPoint();
        apMacs[ap] = mac("a0b0%02x".formatted(site), ap);
      }
      for (int nth = 0; nth < clients.length; nth++) {
        Client client = new Client(nth * place.sites() + site, place);
        client.ap = nth % aps;
        client.joinedAt = START_S - random.nextInt(3_000);
        for (int i = 0; i < client.counters.length; i++) {
          client.counters[i] = random.nextInt(1_000_000);
        }
        if (nth % 50 == 7) {
          client.counters[0] = WRAP - 20_000_000;
        }
        clients[nth] = client;
      }
      ports = new Port[aps * (1 + PORTS_OF_AP)];
      for (int nth = 0; nth < ports.length; nth++) {
        ports[nth] = new Port();
        ports[nth].isUp = isUsed(nth);
      }
    }

    void write() throws IOException {
      begin(START_S + 300, "GET /api/v1/sites/{site_id}");
      SITE.write(line, siteId, ORG, site);
      end("sites");
      for (Client client : clients) {
        signOn(client);
      }
      for (int minute = 0; minute < MINUTES; minute++) {
        long at = START_S + 60L * minute + 10 + random.nextInt(8);
        snapshots(at, minute);
        if (minute % EXTRA_POLL_EVERY == EXTRA_POLL_AT) {
          snapshots(at + 25, minute);
        }
        if (minute % 2 == 0) {
          devices(at - 1);
          ports(at - 3);
          probes(at - 2, minute);
          wiredClients(at);
          agents(at);
        }
        if (minute % 10 == 9) {
          roams(at);
        }
        rare(at, minute);
        posts(at, minute);
      }
    }

    private void snapshots(long at, int minute) throws IOException {
      begin(at + 2, "GET /api/v1/sites/{site_id}/stats/clients");
      line.append('[');
      boolean isFirst = true;
      for (int nth = 0; nth < clients.length; nth++) {
        if (isSilent(nth, minute)) {
          continue;
        }
        comma(!isFirst);
        isFirst = false;
        snapshot(clients[nth], at - nth % 5);
        snapshots++;
      }
      line.append(']');
      end("client_stats");
      // What happened in between is written by itself.
      for (Client client : clients) {
        if (random.nextInt(60) == 0) {
          move(client, at + 1 + random.nextInt(20));
        }
      }
    }

    private static boolean isSilent(int nth, int minute) {
      int from = 300 + nth * 7 % 600;
      int minutes = nth % 20 == 4 ? 20 : nth % 10 == 3 ? 5 : 0;
      return minute >= from && minute < from + minutes;
    }

    private void snapshot(Client client, long seenAt) {
      long[] counters = client.counters;
      long sent = random.nextInt(8_000_000);
      long received = random.nextInt(2_000_000);
      counters[0] = (counters[0] + sent) % WRAP;
      counters[1] += received;
      counters[2] += sent / 900;
      counters[3] += received / 300;
      counters[4] += random.nextInt(400);
      counters[5] += random.nextInt(100);
      boolean isLow = client.number % 10 == 0;
      int rssi = 45 + random.nextInt(40);
      String ap = apMacs[client.ap];
      CLIENT.write(
          line,
          client.mac,
          siteId,
          ap,
          ap,
          bssid(client.ap),
          isLow ? "24" : "5",
          isLow ? 6 : 36,
          client.hostName,
          client.address,
          client.number,
          -rssi,
          95 - rssi,
          decimal(500 + random.nextInt(9000), 1),
          decimal(500 + random.nextInt(9000), 1),
          sent / 8,
          received / 8,
          counters[0],
          counters[1],
          counters[2],
          counters[3],
          counters[4],
          counters[5],
          Math.min(client.joinedAt, seenAt),
          Math.max(0, seenAt - client.joinedAt),
          seenAt);
    }

    private String bssid(int ap) {
      return mac("a0b1%02x".formatted(site), ap);
    }

    /** To the next access point: the counters begin anew. */
    private void move(Client client, long at) throws IOException {
      String from = apMacs[client.ap];
      client.ap = (client.ap + 1) % apMacs.length;
      String to = apMacs[client.ap];
      begin(at + 30, "webhook client-sessions");
      SESSION.write(
          line,
          from,
          client.number % 10 == 0 ? "24" : "5",
          Math.max(START_S, client.joinedAt),
          Math.max(START_S, client.joinedAt),
          at,
          at,
          Math.max(0, at - client.joinedAt),
          client.mac,
          to,
          ORG,
          siteId,
          -45 - random.nextInt(40),
          at);
      end("client_sessions");
      if (!roams.isEmpty()) {
        roams.append(',');
      }
      ROAM.write(roams, client.mac, to, from, 100 + random.nextInt(800), at * 1_000_000 + 250);
      client.joinedAt = at;
      for (int i = 0; i < client.counters.length; i++) {
        client.counters[i] = random.nextInt(2_000);
      }
    }

    private void roams(long at) throws IOException {
      if (!roams.isEmpty()) {
        begin(at + 20, "GET /api/v1/sites/{site_id}/events/fast_roam");
        line.append("{\"results\":[").append(roams).append("],\"limit\":1000}");
        end("fast_roams");
        roams.setLength(0);
      }
    }

    private void devices(long at) throws IOException {
      begin(at + 3, "GET /api/v1/sites/{site_id}/stats/devices");
      line.append('[');
      for (int ap = 0; ap < apMacs.length; ap++) {
        accessPoint(ap, at);
        line.append(',');
      }
      for (int nth = 0; nth * PORTS_OF_SWITCH < ports.length; nth++) {
        String mac = switchMac(nth);
        SWITCH.write(
            line, mac, ORG, siteId, mac, nth, egress(site, 0), at - START_S + 20_000, at - 1);
        line.append(',');
      }
      GATEWAY.write(
          line,
          gateway,
          ORG,
          siteId,
          gateway,
          egress(site, 0),
          egress(site, 0),
          at - START_S + 30_000,
          at - 1,
          40 + random.nextInt(60),
          link(0),
          link(1));
      line.append(']');
      end("device_stats");
    }

    private void accessPoint(int ap, long at) {
      AccessPoint state = accessPoints[ap];
      if (random.nextInt(2_000) == 0) {
        state.startedAt = at - 20;
        state.errors = 0;
        state.failed[0] = 0;
        state.failed[1] = 0;
      }
      state.errors += random.nextInt(20) == 0 ? 1 : 0;
      StringBuilder low = new StringBuilder();
      StringBuilder high = new StringBuilder();
      radio(low, state, 0, ap);
      radio(high, state, 1, ap);
      String mac = apMacs[ap];
      String port = portId(ap);
      long bytes = 1_000_000L * (at - START_S) + ap;
      ACCESS_POINT.write(
          line,
          mac,
          ORG,
          siteId,
          mac,
          ap,
          egress(site, 0),
          at - state.startedAt,
          at,
          CLIENTS_OF_AP,
          5 + random.nextInt(40),
          bytes,
          bytes / 3,
          low,
          high,
          state.errors,
          bytes,
          bytes / 3,
          switchMac(ap / PORTS_OF_SWITCH),
          port,
          port);
    }

    private void radio(StringBuilder out, AccessPoint state, int nth, int ap) {
      state.failed[nth] += random.nextInt(30);
      String band = nth == 0 ? "24" : "5";
      int busy = random.nextInt(60);
      RADIO.write(
          out,
          band,
          bssid(ap),
          band,
          nth == 0 ? 6 : 36,
          nth == 0 ? 20 : 40,
          8 + 6 * nth,
          90 + random.nextInt(6),
          nth == 0 ? 3 : 22,
          busy + 12,
          busy / 2,
          busy / 4,
          random.nextInt(12),
          random.nextInt(5),
          state.failed[nth]);
    }

    private StringBuilder link(int port) {
      StringBuilder link = new StringBuilder();
      LINK.write(link, port, port, port, egress(site, port), egress(site, port));
      return link;
    }

    /** Ports of access points first, then those of desks, every second of which is in use. */
    private boolean isUsed(int nth) {
      return nth < apMacs.length || nth % 2 == 0;
    }

    private String switchMac(int nth) {
      return mac("ccdd%02x".formatted(site), nth);
    }

    private static String portId(int nth) {
      return "ge-0/0/" + nth % PORTS_OF_SWITCH;
    }

    private void ports(long at) throws IOException {
      begin(at, "GET /api/v1/sites/{site_id}/stats/ports/search");
      line.append("{\"results\":[");
      for (int nth = 0; nth < ports.length; nth++) {
        Port port = ports[nth];
        flap(port, nth, at);
        if (port.isUp) {
          port.bytes[0] += random.nextInt(40_000_000);
          port.bytes[1] += random.nextInt(90_000_000);
          port.errors[0] += random.nextInt(50) == 0 ? 1 : 0;
          port.errors[1] += random.nextInt(200) == 0 ? 1 : 0;
        }
        boolean isOfAp = nth < apMacs.length;
        SWITCH_PORT.write(
            line,
            ORG,
            siteId,
            switchMac(nth / PORTS_OF_SWITCH),
            portId(nth),
            isOfAp ? "ap" : "lan",
            port.isUp,
            port.isUp,
            port.isUp ? 1000 : 0,
            port.bytes[0],
            port.bytes[1],
            port.errors[0],
            port.errors[1],
            port.flappedAt,
            isOfAp ? ",\"neighbor_mac\":\"" + apMacs[nth] + '"' : "");
        line.append(',');
      }
      for (int wan = 0; wan < 2; wan++) {
        wanBytes[wan] += random.nextInt(900_000_000);
        // A port that reports no round trip and no loss has not measured: another source counts.
        boolean isMeasured = random.nextInt(20) > 0;
        StringBuilder measured = new StringBuilder();
        WAN_MEASURED.write(
            measured,
            random.nextInt(100_000_000),
            random.nextInt(50_000_000),
            isMeasured ? decimal(100 + random.nextInt(400), 1) : "0",
            decimal(random.nextInt(60), 1),
            isMeasured ? decimal(random.nextInt(80), 2) : "0");
        GATEWAY_PORT.write(
            line,
            ORG,
            siteId,
            gateway,
            wan,
            "wan",
            wanBytes[wan],
            wanBytes[wan] / 3,
            gateway,
            measured);
        line.append(',');
      }
      wanBytes[2] += random.nextInt(900_000_000);
      GATEWAY_PORT.write(
          line, ORG, siteId, gateway, 2, "lan", wanBytes[2], wanBytes[2] / 3, gateway, "");
      line.append("],\"limit\":1000}");
      end("ports");
    }

    /** Down for one answer, or down and up again between two. */
    private void flap(Port port, int nth, long at) {
      if (isUsed(nth)) {
        boolean wasUp = port.isUp;
        port.isUp = !wasUp || random.nextInt(4_000) > 0;
        if (wasUp != port.isUp || random.nextInt(4_000) == 0) {
          port.flappedAt = at - 30;
        }
        if (random.nextInt(20_000) == 0) {
          port.bytes[0] = 0;
        }
      }
    }

    /** Those of every third access point come a minute late. */
    private void probes(long at, int minute) throws IOException {
      begin(at + 2, "POST probes");
      line.append('[');
      for (int ap = 0; ap < apMacs.length; ap++) {
        boolean isLate = ap % 3 == 1 && minute > 0;
        probe(isLate ? at - 60 : at, "ap", apMacs[ap], "gateway", 80 + random.nextInt(100));
        line.append(',');
      }
      probe(at, "gateway", gateway, "wan", 1000 + random.nextInt(400));
      line.append(',');
      probe(at, "gateway", gateway, "zoom", 3000 + random.nextInt(900));
      line.append(']');
      end("probes");
    }

    private void probe(long at, String from, String mac, String target, int hundredthsOfMs) {
      PROBE.write(
          line,
          at,
          siteId,
          from,
          mac,
          target,
          decimal(hundredthsOfMs, 2),
          decimal(20 + random.nextInt(100), 2),
          decimal(random.nextInt(10), 2));
    }

    private void wiredClients(long at) throws IOException {
      begin(at, "GET /api/v1/sites/{site_id}/wired_clients/search");
      line.append("{\"results\":[");
      boolean isFirst = true;
      for (int nth = apMacs.length; nth < ports.length; nth++) {
        if (ports[nth].isUp) {
          comma(!isFirst);
          isFirst = false;
          WIRED_CLIENT.write(
              line,
              mac("6c6b%02x".formatted(site), nth),
              ORG,
              siteId,
              switchMac(nth / PORTS_OF_SWITCH),
              portId(nth),
              address(20, nth),
              nth,
              at - 2);
        }
      }
      line.append("],\"limit\":1000}");
      end("wired_clients");
    }

    private void agents(long at) throws IOException {
      begin(at + 3, "GET /api/v1/orgs/{org_id}/stats/marvisclients/search");
      line.append("{\"results\":[");
      for (int nth = 0; nth < clients.length; nth += 10) {
        comma(nth > 0);
        Client client = clients[nth];
        AGENT.write(
            line,
            client.number,
            ORG,
            client.hostName,
            client.mac,
            client.address,
            -45 - random.nextInt(40),
            decimal(random.nextInt(500), 1),
            at);
      }
      line.append("],\"limit\":1000}");
      end("marvis_client");
    }

    private void rare(long at, int minute) throws IOException {
      if (minute % 5 == 4) {
        begin(at, "GET /api/v1/orgs/{org_id}/stats/vpn_peers/search");
        line.append("{\"results\":[");
        TUNNEL.write(
            line,
            ORG,
            siteId,
            gateway,
            decimal(300 + random.nextInt(100), 1),
            decimal(random.nextInt(30), 1),
            decimal(random.nextInt(10), 2),
            at - 2);
        line.append("],\"limit\":1000,\"total\":1}");
        end("vpn_peers");
      }
      if (minute % 360 == 45) {
        begin(at + 900, "GET /api/v1/sites/{site_id}/synthetic_test/search");
        line.append("{\"results\":[");
        SPEED_TEST.write(line, gateway, 200 + random.nextInt(100), 100 + random.nextInt(50), at);
        line.append("],\"limit\":1000,\"total\":1}");
        end("speedtests");
      }
      if (minute % 60 == 1) {
        begin(at + 60, "GET /api/v1/sites/{site_id}/rrm/events");
        line.append("{\"results\":[");
        RADIO_EVENT.write(line, apMacs[minute / 60 % apMacs.length], at);
        line.append("],\"limit\":1000,\"total\":1}");
        end("rrm_events");
      }
      if (minute % 180 == 100) {
        begin(at, "webhook device-events");
        DEVICE_EVENT.write(line, switchMac(0), ORG, siteId, at - 5);
        end("device_events");
      }
    }

    /** Addresses four times a day and client, sign-ins twice. */
    private void posts(long at, int minute) throws IOException {
      for (int nth = 0; nth < clients.length; nth++) {
        Client client = clients[nth];
        int turn = (minute + nth * 37) % 720;
        if (turn % 360 == 0) {
          begin(at + 1, "webhook client-info");
          ADDRESS.write(line, client.address, client.mac, client.hostName, ORG, siteId, at);
          end("client_info");
        }
        if (turn == 5) {
          begin(at + 2, "webhook nac-events");
          SIGN_IN.write(line, client.mac, client.number, ORG, siteId, at, apMacs[client.ap]);
          end("nac_events");
        }
      }
    }

    private void signOn(Client client) throws IOException {
      long at = START_S + 3_600 + client.number * 7L % 36_000;
      begin(at + 600, "GET /api/v1/sites/{site_id}/clients/{client_mac}/events");
      line.append("{\"results\":[");
      for (int nth = 0; nth < 3 * SIGNED_ON.size(); nth++) {
        comma(nth > 0);
        CLIENT_EVENT.write(
            line,
            SIGNED_ON.get(nth % SIGNED_ON.size()),
            client.mac,
            apMacs[client.ap],
            bssid(client.ap),
            at + nth / SIGNED_ON.size() * 120L,
            nth % SIGNED_ON.size() * 2);
      }
      line.append("]}");
      end("client_events");
    }

    private void begin(long receivedAt, String request) {
      line.setLength(0);
      ENVELOPE.write(line, Instant.ofEpochSecond(receivedAt), ORG, siteId, request, siteId);
    }

    private void end(String dataset) throws IOException {
      line.append('}');
      files.append("network/" + dataset + "/date=" + DAY, line);
    }

    private void comma(boolean isNeeded) {
      if (isNeeded) {
        line.append(',');
      }
    }
  }
}
