package io.meetinginsights.jobs.simulate;

import io.meetinginsights.jobs.simulate.IdentityShares.HardCase;
import io.meetinginsights.jobs.simulate.SimulateConfig.World;
import io.meetinginsights.jobs.simulate.SimulatedOrganisation.Client;
import io.meetinginsights.jobs.simulate.SimulatedOrganisation.Identity;
import io.meetinginsights.jobs.simulate.SimulatedOrganisation.Site;
import io.meetinginsights.jobs.simulate.SiteDay.Roam;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the gear of one site reports over one UTC day, in the shapes Mist publishes: polled answers,
 * webhook posts, and vendor-neutral probes.
 */
final class NetworkBodies {
  private static final int[] BANDS = {24, 5, 6};
  private static final long EVENT_LIMIT = 1000;

  /** Ports fall just before the minute's poll, which is the first to see it. */
  private static final int FLAP_SECOND = 43;

  private final World world;
  private final LatentNetwork network;
  private final LandingFiles files;
  private final Site site;
  private final String organisation;
  private final LocalDate day;
  private final long firstMinute;
  private final long endMinute;
  private final List<SiteDay> localDays;
  private final JsonLine json = new JsonLine();

  NetworkBodies(World world, LatentNetwork network, LandingFiles files, int site, LocalDate day) {
    this.world = world;
    this.network = network;
    this.files = files;
    this.site = network.organisation().site(site);
    this.organisation = network.organisation().id();
    this.day = day;
    this.firstMinute = day.toEpochDay() * 1440;
    this.endMinute = firstMinute + 1440;
    this.localDays = network.overlapping(site, day);
  }

  /** One traffic counter set of a client, since it connected to its access point. */
  private static final class Session {
    private long connectedAt;
    private int accessPoint = -1;
    private double txBytes;
    private double rxBytes;
    private double txPackets;
    private double rxPackets;
    private double txRetries;
    private double rxRetries;
  }

  private record Event(double at, Runnable body) {}

  void write() throws IOException {
    writeSite();
    for (SiteDay local : localDays) {
      writeClients(local);
      for (long minute = local.firstMinute; minute < local.firstMinute + local.minutes; minute++) {
        if (minute < firstMinute || minute >= endMinute || !polled(local, minute)) {
          continue;
        }
        writeDevices(local, minute);
        writePorts(local, minute);
        writeWiredClients(local, minute);
        writeProbes(local, minute);
        if (minute % 10 == 0) {
          writeVpnPeers(local, minute);
        }
      }
      writeSpeedTest(local);
      writeMarvisClients(local);
      writeIdentityEvents(local);
      writeSessions(local);
      writeRadioEvents(local);
      writeDeviceEvents(local);
    }
  }

  private boolean polled(SiteDay local, long minute) {
    long ofDay = minute - local.firstMinute;
    boolean working = ofDay >= 6 * 60 + 30 && ofDay < 20 * 60;
    return minute % (working ? world.deviceMinutes() : 30) == 0;
  }

  /** Seconds after the minute at which a poll reads the gear. */
  private int pollSecond(long minute) {
    return 44 + Draws.below(Draws.key(site.key(), minute, 111), 0, 12);
  }

  private void writeSite() throws IOException {
    begin("GET /api/v1/sites/{site_id}", Map.of("site_id", site.id()), firstMinute * 60 + 300);
    json.object("body")
        .put("id", site.id())
        .put("org_id", organisation)
        .put("name", site.name())
        .put("timezone", site.zone().getId())
        .put("country_code", site.city().country())
        .put("address", site.city().name())
        .object("latlng")
        .put("lat", site.city().latitude(), 4)
        .put("lng", site.city().longitude(), 4)
        .endObject()
        .endObject();
    end("sites");
  }

  private void writeClients(SiteDay local) throws IOException {
    int count = local.clients.length;
    Session[] sessions = new Session[count];
    boolean[] busy = new boolean[count];
    long block = Long.MIN_VALUE;
    long end = Math.min(local.firstMinute + local.minutes, endMinute);
    for (long minute = local.firstMinute; minute < end; minute++) {
      if (MeetingCalendar.blockOf(minute) != block) {
        block = MeetingCalendar.blockOf(minute);
        for (int i = 0; i < count; i++) {
          busy[i] = MeetingCalendar.attends(local.clients[i], block, site.zone(), world);
        }
      }
      int second = pollSecond(minute);
      boolean open = false;
      for (int i = 0; i < count; i++) {
        Client client = local.clients[i];
        boolean docked = client.hardCase() == HardCase.DOCKED;
        if (client.wired() && !docked || !local.connected(i, minute)) {
          continue;
        }
        LatentMinute state = docked ? null : network.client(local, i, minute);
        Session session = docked ? null : advance(local, sessions, i, minute, busy[i], state);
        if (minute < firstMinute) {
          continue;
        }
        if (!open) {
          open = true;
          begin(
              "GET /api/v1/sites/{site_id}/stats/clients",
              Map.of("site_id", site.id()),
              minute * 60 + second + 2);
          json.array("body");
        }
        if (docked) {
          writeIdleAdapter(client, minute * 60 + second);
        } else {
          writeClient(local, client, session, state, busy[i], minute, second);
        }
      }
      if (open) {
        json.endArray();
        end("client_stats");
      }
    }
  }

  /** Adds a minute to the counters; they begin anew where the client connects anew. */
  private static Session advance(
      SiteDay local, Session[] sessions, int i, long minute, boolean busy, LatentMinute state) {
    int accessPoint = local.accessPoint(i, minute);
    Session session = sessions[i];
    Roam roam = lastRoam(local, i, minute);
    if (session == null || roam != null) {
      session = new Session();
      session.accessPoint = accessPoint;
      session.connectedAt = roam == null ? minute * 60 : (long) roam.at();
      sessions[i] = session;
    }
    long key = Draws.key(local.clients[i].key(), minute, 113);
    double down = Draws.logNormal(key, 0, busy ? 7200 : 520, 0.35);
    double up = Draws.logNormal(key, 1, busy ? 5200 : 340, 0.35);
    if (state.bulkMbps > 0
        && local.firstOnRadio(accessPoint, local.clients[i].band(), minute) == i) {
      down += state.bulkMbps * 7.5e6 / 1400;
    }
    session.txPackets += Math.round(down);
    session.rxPackets += Math.round(up);
    session.txBytes += Math.round(down * (busy ? 930 : 610));
    session.rxBytes += Math.round(up * (busy ? 820 : 260));
    session.txRetries += Math.round(down * state.retriesTxPct / 100);
    session.rxRetries += Math.round(up * state.retriesRxPct / 100);
    return session;
  }

  private static Roam lastRoam(SiteDay local, int client, long minute) {
    Roam last = null;
    for (Roam roam : local.roams(client)) {
      if (roam.minute() == minute) {
        last = roam;
      }
    }
    return last;
  }

  private void writeClient(
      SiteDay local,
      Client client,
      Session session,
      LatentMinute state,
      boolean busy,
      long minute,
      int second) {
    long now = minute * 60 + second;
    json.object()
        .put("mac", client.mac())
        .put("site_id", site.id())
        .put("ap_id", site.accessPointId(session.accessPoint))
        .put("ap_mac", site.accessPointMac(session.accessPoint))
        .put("bssid", bssid(session.accessPoint, client.band()))
        .put("ssid", SimulatedOrganisation.SSID)
        .put("wlan_id", site.wlanId())
        .put("band", Integer.toString(client.band()))
        .put("channel", channel(session.accessPoint, client.band(), local.day, state))
        .put("proto", protocol(client, state))
        .put("key_mgmt", "WPA3-EAP-SHA256/CCMP")
        .put("hostname", client.hostname())
        .put("ip", client.ip(minute))
        .put("family", client.identity() == Identity.MOBILE ? "Phone" : "")
        .put("manufacture", client.operatingSystem().startsWith("mac") ? "Apple" : "Unknown")
        .put("model", "")
        .put("os", client.operatingSystem())
        .put("is_guest", false)
        .put("dual_band", true)
        .put("vlan_id", "10");
    if (signsIn(client)) {
      json.put("username", client.email());
    }
    json.put("rssi", Math.round(state.rssi))
        .put("snr", Math.round(state.snr))
        .put("tx_rate", state.txRateMbps, 1)
        .put("rx_rate", state.rxRateMbps, 1)
        .put("tx_bps", busy ? 880_000 : 42_000)
        .put("rx_bps", busy ? 560_000 : 12_000)
        .put("tx_bytes", (long) session.txBytes)
        .put("rx_bytes", (long) session.rxBytes)
        .put("tx_pkts", (long) session.txPackets)
        .put("rx_pkts", (long) session.rxPackets)
        .put("tx_retries", (long) session.txRetries)
        .put("rx_retries", (long) session.rxRetries)
        .put("idle_time", Draws.below(Draws.key(client.key(), minute), 114, 4))
        .put("assoc_time", session.connectedAt)
        .put("uptime", now - session.connectedAt)
        .put("last_seen", now)
        .put("num_locating_aps", 2)
        .endObject();
  }

  /** The radio of a docked laptop: associated, and next to silent. */
  private void writeIdleAdapter(Client client, long now) {
    json.object()
        .put("mac", client.otherMac())
        .put("site_id", site.id())
        .put("ap_id", site.accessPointId(client.accessPoint()))
        .put("ap_mac", site.accessPointMac(client.accessPoint()))
        .put("ssid", SimulatedOrganisation.SSID)
        .put("band", Integer.toString(client.band()))
        .put("proto", client.protocol())
        .put("hostname", client.hostname())
        .put("ip", client.otherIp())
        .put("os", client.operatingSystem())
        .put("rssi", Math.round(client.rssi()))
        .put("last_seen", now)
        .endObject();
  }

  private static String protocol(Client client, LatentMinute state) {
    if (!state.oldRadio) {
      return client.protocol();
    }
    return client.band() == 24 ? "g" : "a";
  }

  private void writeDevices(SiteDay local, long minute) throws IOException {
    long now = minute * 60 + pollSecond(minute);
    begin(
        "GET /api/v1/sites/{site_id}/stats/devices",
        Map.of("site_id", site.id(), "type", "all"),
        now + 3);
    json.array("body");
    for (int ap = 0; ap < site.accessPoints(); ap++) {
      writeAccessPoint(local, ap, minute, now);
    }
    writeSwitch(local, now);
    writeGateway(local, minute, now);
    json.endArray();
    end("device_stats");
  }

  private void writeAccessPoint(SiteDay local, int ap, long minute, long now) {
    if (local.restarts(ap, minute)) {
      writeLostAccessPoint(local, ap, minute);
      return;
    }
    LatentMinute[] radios = new LatentMinute[BANDS.length];
    int clients = 0;
    for (int b = 0; b < BANDS.length; b++) {
      radios[b] = network.radio(local, ap, BANDS[b], minute);
      clients += radios[b].radioClients;
    }
    long key = Draws.key(site.key(), 115, ap);
    // A cut of this very minute comes as it is polled: its answer is still that of before.
    long booted = network.lastPowerCut(local, ap, minute - 1);
    long errors =
        network.portErrors(local, true, ap, minute) - network.portErrors(local, true, ap, booted);
    long carried = carriedSince(local, key, 55e6, booted, minute);
    json.object()
        .put("type", "ap")
        .put("id", site.accessPointId(ap))
        .put("org_id", organisation)
        .put("site_id", site.id())
        .put("mac", site.accessPointMac(ap))
        .put("name", "AP-" + (ap + 1))
        .put("model", "AP45")
        .put("version", "0.14.29313")
        .put("status", "connected")
        .put("ip", "10.10.0." + (20 + ap % 200))
        .put("ext_ip", site.egressIp())
        .put("uptime", now - started(booted))
        .put("last_seen", now - 1)
        .put("num_clients", clients)
        .put("cpu_util", 5 + Draws.below(Draws.key(key, minute), 0, 12))
        .put("mem_total_kb", 1_027_448)
        .put("mem_used_kb", 512_300)
        .put("power_constrained", false)
        .put("tx_bytes", carried)
        .put("rx_bytes", carried / 3)
        .object("radio_stat");
    for (int b = 0; b < BANDS.length; b++) {
      writeRadio(local, ap, BANDS[b], radios[b], booted, minute);
    }
    json.endObject()
        .object("port_stat")
        .object("eth0")
        .put("up", true)
        .put("speed", radios[0].portSpeedMbps)
        .put("full_duplex", !radios[0].halfDuplex)
        .put("rx_errors", errors)
        .put("rx_bytes", carried)
        .put("tx_bytes", carried / 3)
        .put("rx_pkts", carried / 800)
        .put("tx_pkts", carried / 1500)
        .endObject()
        .endObject()
        .object("lldp_stat")
        .put("chassis_id", site.switchMac())
        .put("system_name", switchName())
        .put("port_id", site.switchPortOfAccessPoint(ap))
        .put("port_desc", site.switchPortOfAccessPoint(ap))
        .endObject()
        .endObject();
  }

  /** An access point that has no power: its last words are from before. */
  private void writeLostAccessPoint(SiteDay local, int ap, long minute) {
    json.object()
        .put("type", "ap")
        .put("id", site.accessPointId(ap))
        .put("org_id", organisation)
        .put("site_id", site.id())
        .put("mac", site.accessPointMac(ap))
        .put("name", "AP-" + (ap + 1))
        .put("model", "AP45")
        .put("status", "disconnected")
        .put("last_seen", network.lastPowerCut(local, ap, minute) * 60 + 55)
        .endObject();
  }

  /** When an access point was up again after its power was cut: two minutes and a half later. */
  private static long started(long powerCutMinute) {
    return powerCutMinute * 60 + 150;
  }

  private static long carriedSince(
      SiteDay local, long key, double busyBytesPerMinute, long booted, long minute) {
    return LatentNetwork.carriedBytes(local, key, busyBytesPerMinute, minute)
        - LatentNetwork.carriedBytes(
            local,
            key,
            busyBytesPerMinute,
            Math.max(LatentNetwork.counterStart(local) - 1, booted));
  }

  private void writeRadio(
      SiteDay local, int ap, int band, LatentMinute radio, long booted, long minute) {
    long key = Draws.key(site.key(), 116, ap * 3L + LatentNetwork.bandIndex(band));
    long carried = carriedSince(local, key, 18e6, booted, minute);
    json.object(band == 24 ? "band_24" : band == 5 ? "band_5" : "band_6")
        .put("mac", site.radioMac(ap, band))
        .put("usage", Integer.toString(band))
        .put("channel", channel(ap, band, local.day, radio))
        .put("bandwidth", radio.channelWidthMhz)
        .put("power", Math.round(radio.txPowerDbm))
        .put("noise_floor", Math.round(radio.noise))
        .put("num_clients", radio.radioClients)
        .put("num_wlans", 1)
        .put("util_all", Math.round(radio.utilAll))
        .put("util_tx", Math.round(radio.utilTx))
        .put("util_rx_in_bss", Math.round(radio.utilRxInBss))
        .put("util_rx_other_bss", Math.round(radio.utilOtherBss))
        .put("util_unknown_wifi", Math.round(radio.utilUnknown))
        .put("util_non_wifi", Math.round(radio.utilNonWifi))
        .put("util_undecodable_wifi", 0)
        .put("tx_bytes", carried)
        .put("rx_bytes", carried / 3)
        .put("tx_pkts", carried / 800)
        .put("rx_pkts", carried / 1500)
        .endObject();
  }

  private void writeSwitch(SiteDay local, long now) {
    json.object()
        .put("type", "switch")
        .put("id", "00000000-0000-0000-1000-" + site.switchMac())
        .put("org_id", organisation)
        .put("site_id", site.id())
        .put("mac", site.switchMac())
        .put("name", switchName())
        .put("model", "EX4100-48P")
        .put("status", "connected")
        .put("ip", "10.10.0.2")
        .put("ext_ip", site.egressIp())
        .put("uptime", now - LatentNetwork.counterStart(local) * 60 + 7200)
        .put("last_seen", now - 2);
    writeCpu(12 + Draws.below(Draws.key(site.key(), now, 117), 0, 10));
    json.object("memory_stat").put("usage", 31).endObject().endObject();
  }

  private void writeGateway(SiteDay local, long minute, long now) {
    LatentMinute wan = network.wan(local, minute);
    json.object()
        .put("type", "gateway")
        .put("id", "00000000-0000-0000-1000-" + site.gatewayMac())
        .put("org_id", organisation)
        .put("site_id", site.id())
        .put("mac", site.gatewayMac())
        .put("name", "gw-" + site.index())
        .put("model", "SRX345")
        .put("status", "connected")
        .put("ip", site.egressIp())
        .put("ext_ip", site.egressIp())
        .put("uptime", now - LatentNetwork.counterStart(local) * 60 + 7200)
        .put("last_seen", now - 2);
    writeCpu((int) Math.round(wan.gatewayCpuPct));
    json.object("memory_stat")
        .put("usage", 42)
        .endObject()
        .object("if_stat")
        .object("ge-0/0/0.0")
        .put("port_id", "ge-0/0/0")
        .put("port_usage", "wan")
        .put("wan_name", "wan0")
        .put("wan_type", "broadband")
        .put("up", true)
        .put("ips", List.of(site.egressIp() + "/32"))
        .put("rx_bytes", network.wanBytes(local, minute, true))
        .put("tx_bytes", network.wanBytes(local, minute, false))
        .put("rx_pkts", network.wanBytes(local, minute, true) / 900)
        .put("tx_pkts", network.wanBytes(local, minute, false) / 600)
        .object("servp_info")
        .put("asn", "AS64500")
        .put("org", "Example Carrier")
        .put("city", site.city().name())
        .put("country_code", site.city().country())
        .endObject()
        .endObject()
        .endObject()
        .endObject();
  }

  private void writeCpu(int used) {
    json.object("cpu_stat")
        .put("idle", 100 - used)
        .put("user", used / 2)
        .put("system", used - used / 2)
        .put("interrupt", 0)
        .array("load_avg")
        .number(used / 60.0, 2)
        .number(used / 70.0, 2)
        .number(used / 80.0, 2)
        .endArray()
        .endObject();
  }

  private void writePorts(SiteDay local, long minute) throws IOException {
    long now = minute * 60 + pollSecond(minute);
    beginSearch("GET /api/v1/sites/{site_id}/stats/ports/search", now, 60);
    int total = 0;
    for (int ap = 0; ap < site.accessPoints(); ap++, total++) {
      boolean up = !local.restarts(ap, minute);
      LatentMinute state = network.radio(local, ap, 5, minute);
      long carried =
          LatentNetwork.carriedBytes(local, Draws.key(site.key(), 115, ap), 55e6, minute);
      long errors = network.portErrors(local, true, ap, minute);
      json.object();
      writePort(
          "switch",
          site.switchMac(),
          site.switchPortOfAccessPoint(ap),
          "ap",
          up,
          state,
          errors,
          carried / 3,
          carried);
      json.put("neighbor_mac", site.accessPointMac(ap))
          .put("neighbor_system_name", "AP-" + (ap + 1))
          .put("poe_on", up)
          .put("power_draw", up ? 11.5 : 0, 1)
          .put("mac_count", up ? 12 : 0)
          .put("last_flapped", flapped(local, true, ap, minute), 3)
          .endObject();
    }
    for (int i = 0; i < local.clients.length; i++) {
      if (!local.clients[i].wired()) {
        continue;
      }
      boolean up = local.connected(i, minute);
      LatentMinute state = up ? network.client(local, i, minute) : new LatentMinute();
      long carried =
          LatentNetwork.carriedBytes(local, Draws.key(local.clients[i].key(), 120), 6e6, minute);
      json.object();
      writePort(
          "switch",
          site.switchMac(),
          clientPort(i),
          "lan",
          up,
          state,
          network.portErrors(local, false, i, minute),
          carried / 3,
          carried);
      json.put("mac_count", up ? 1 : 0)
          .put("last_flapped", flapped(local, false, i, minute), 3)
          .endObject();
      total++;
    }
    writeGatewayPorts(local, minute);
    endSearch("ports", total + 2, now, 60);
  }

  private double flapped(SiteDay local, boolean onAccessPoint, int target, long minute) {
    return network.lastFlap(local, onAccessPoint, target, minute) * 60 + FLAP_SECOND;
  }

  private String clientPort(int client) {
    return site.switchPortOfClient(client);
  }

  private void writePort(
      String type,
      String device,
      String port,
      String usage,
      boolean up,
      LatentMinute state,
      long errors,
      long received,
      long sent) {
    json.put("type", type)
        .put("org_id", organisation)
        .put("site_id", site.id())
        .put("mac", device)
        .put("port_id", port)
        .put("port_usage", usage)
        .put("for_site", true)
        .put("up", up)
        .put("active", up)
        .put("speed", up ? state.portSpeedMbps : 0)
        .put("full_duplex", up && !state.halfDuplex)
        .put("rx_bytes", received)
        .put("tx_bytes", sent)
        .put("rx_pkts", received / 600)
        .put("tx_pkts", sent / 800)
        .put("rx_errors", errors)
        .put("tx_errors", errors / 9);
  }

  private void writeGatewayPorts(SiteDay local, long minute) {
    LatentMinute wan = network.wan(local, minute);
    long down = network.wanBytes(local, minute, true);
    long up = network.wanBytes(local, minute, false);
    json.object();
    writePort(
        "gateway", site.gatewayMac(), "ge-0/0/0", "wan", true, new LatentMinute(), 0, down, up);
    // On the WAN port what comes in is the download.
    json.put("port_mac", site.gatewayMac())
        .put("rx_bps", Math.round(wan.utilDown * site.downMbps() * 1e6))
        .put("tx_bps", Math.round(wan.utilUp * site.upMbps() * 1e6))
        .put("latency", wan.linkRttMs(), 1)
        .put("jitter", wan.linkJitterMs(), 1)
        .put("loss", wan.linkLossPct(), 2)
        .endObject();
    json.object();
    writePort(
        "gateway", site.gatewayMac(), "ge-0/0/1", "lan", true, new LatentMinute(), 0, up, down);
    json.put("port_mac", site.gatewayMac()).put("neighbor_mac", site.switchMac()).endObject();
  }

  private void writeWiredClients(SiteDay local, long minute) throws IOException {
    long now = minute * 60 + pollSecond(minute);
    int total = 0;
    for (int i = 0; i < local.clients.length; i++) {
      total += local.clients[i].wired() && local.connected(i, minute) ? 1 : 0;
    }
    if (total == 0) {
      return;
    }
    beginSearch("GET /api/v1/sites/{site_id}/wired_clients/search", now, 600);
    for (int i = 0; i < local.clients.length; i++) {
      Client client = local.clients[i];
      if (client.wired() && local.connected(i, minute)) {
        json.object()
            .put("mac", client.mac())
            .put("org_id", organisation)
            .put("site_id", site.id())
            .put("device_mac", List.of(site.switchMac()))
            .put("port_id", List.of(clientPort(i)))
            .put("ip", List.of(client.ip(minute)))
            .put("dhcp_hostname", client.hostname())
            .array("vlan")
            .number(10)
            .endArray()
            .put("timestamp", now - 1.5, 3)
            .endObject();
      }
    }
    endSearch("wired_clients", total, now, 600);
  }

  private void writeVpnPeers(SiteDay local, long minute) throws IOException {
    LatentMinute wan = network.wan(local, minute);
    long now = minute * 60 + pollSecond(minute);
    Map<String, String> params = new TreeMap<>();
    params.put("org_id", organisation);
    params.put("site_id", site.id());
    params.put("mac", site.gatewayMac());
    begin("GET /api/v1/orgs/{org_id}/stats/vpn_peers/search", params, now + 2);
    json.object("body").array("results").object();
    double latency = wan.linkRttMs() + 9;
    json.put("org_id", organisation)
        .put("site_id", site.id())
        .put("mac", site.gatewayMac())
        .put("port_id", "ge-0/0/0")
        .put("peer_mac", "0c81260fffff")
        .put("peer_port_id", "ge-0/0/0")
        .put("peer_router_name", "hub")
        .put("type", "ipsec")
        .put("up", true)
        .put("is_active", true)
        .put("latency", latency, 1)
        .put("jitter", wan.linkJitterMs() + 0.4, 1)
        .put("loss", wan.linkLossPct(), 2)
        .put("mos", ScoreModel.audio(latency, wan.linkJitterMs(), wan.linkLossPct()), 2)
        .put("mtu", 1400)
        .put("uptime", now - LatentNetwork.counterStart(local) * 60)
        .put("last_seen", now - 3.5, 3)
        .endObject()
        .endArray();
    json.put("start", now - 600)
        .put("end", now)
        .put("limit", EVENT_LIMIT)
        .put("total", 1)
        .endObject();
    end("vpn_peers");
  }

  private void writeSpeedTest(SiteDay local) throws IOException {
    long minute = local.firstMinute + 4 * 60 + 12;
    if (minute < firstMinute || minute >= endMinute) {
      return;
    }
    long key = Draws.key(site.key(), minute, 121);
    long now = minute * 60 + 11;
    beginSearch("GET /api/v1/sites/{site_id}/synthetic_test/search", now + 900, 86400);
    json.object()
        .put("type", "speedtest")
        .put("by", "marvis")
        .put("device_type", "gateway")
        .put("mac", site.gatewayMac())
        .put("port_id", "ge-0/0/0")
        .put("failed", false)
        .put("latency", Math.round(site.rttMs()))
        .put("rx_mbps", Math.round(site.downMbps() * Draws.uniform(key, 0, 0.9, 1.02)))
        .put("tx_mbps", Math.round(site.upMbps() * Draws.uniform(key, 1, 0.9, 1.02)))
        .put("timestamp", now + 0.25, 3)
        .endObject();
    endSearch("speedtests", 1, now + 900, 86400);
  }

  private void writeMarvisClients(SiteDay local) throws IOException {
    for (long minute = local.firstMinute; minute < local.firstMinute + local.minutes; minute++) {
      if (minute < firstMinute || minute >= endMinute || minute % 2 != 0) {
        continue;
      }
      int total = 0;
      long now = minute * 60 + pollSecond(minute);
      for (int i = 0; i < local.clients.length; i++) {
        Client client = local.clients[i];
        if (client.identity() != Identity.MOBILE || !local.connected(i, minute)) {
          continue;
        }
        if (total++ == 0) {
          Map<String, String> params = new TreeMap<>();
          params.put("org_id", organisation);
          begin("GET /api/v1/orgs/{org_id}/stats/marvisclients/search", params, now + 2);
          json.object("body").array("results");
        }
        LatentMinute state = network.client(local, i, minute);
        json.object()
            .put("device_id", SimulatedOrganisation.uuid(Draws.key(client.key(), 122)))
            .put("org_id", organisation)
            .put("hostname", client.hostname())
            .put("os_type", client.operatingSystem().split(" ")[0])
            .put("os_version", client.operatingSystem().split(" ")[1])
            .put("wifi_mac", client.mac())
            .put("wifi_ip", client.ip(minute))
            .put("wifi_ssid", SimulatedOrganisation.SSID)
            .put("wifi_band", Integer.toString(client.band()))
            .put("wifi_rssi", Math.round(state.rssiDown))
            .put("cpu_user", state.systemCpuPct * 0.7, 1)
            .put("cpu_system", state.systemCpuPct * 0.3, 1)
            .put("cpu_idle", 100 - state.systemCpuPct, 1)
            .put("battery_level", 80)
            .put("timestamp", now)
            .endObject();
      }
      if (total > 0) {
        json.endArray().put("start", now - 120).put("end", now);
        json.put("limit", EVENT_LIMIT).put("total", total).endObject();
        end("marvis_client");
      }
    }
  }

  private void writeProbes(SiteDay local, long minute) throws IOException {
    long now = minute * 60 + pollSecond(minute);
    begin("POST probes", Map.of("site_id", site.id()), now + 1);
    json.array("body");
    LatentMinute wan = network.wan(local, minute);
    for (int ap = 0; ap < site.accessPoints(); ap++) {
      if (local.restarts(ap, minute)) {
        continue;
      }
      LatentMinute state = network.radio(local, ap, 5, minute);
      long key = Draws.key(site.key(), minute, 123, ap);
      writeProbe(
          now,
          "ap",
          site.accessPointMac(ap),
          "gateway",
          (0.5 + 2 * state.wiredDelayMs + wan.gatewayDelayMs) * Draws.logNormal(key, 0, 1, 0.15),
          0.2 + 0.3 * state.wiredDelayMs + 0.5 * wan.gatewayDelayMs,
          Math.min(100, state.wiredLossPct + wan.gatewayLossPct));
    }
    long key = Draws.key(site.key(), minute, 124);
    double noise = Draws.logNormal(key, 0, 1, 0.03);
    writeProbe(
        now,
        "gateway",
        site.gatewayMac(),
        "wan",
        (wan.linkRttMs() * 0.35 + 0.65 * (wan.queueDownMs + wan.queueUpMs)) * noise,
        wan.linkJitterMs(),
        wan.linkLossPct());
    writeProbe(
        now,
        "gateway",
        site.gatewayMac(),
        "zoom",
        wan.linkRttMs() * noise,
        wan.linkJitterMs(),
        wan.linkLossPct());
    json.endArray();
    end("probes");
  }

  private void writeProbe(
      long now, String from, String mac, String target, double rtt, double jitter, double loss) {
    json.object()
        .put("ts", now)
        .put("site_id", site.id())
        .put("from", from)
        .put("mac", mac)
        .put("target", target)
        .put("rtt_ms", rtt, 2)
        .put("jitter_ms", jitter, 2)
        .put("loss_pct", loss, 2)
        .endObject();
  }

  /** Joins: who has which address and name, who signed in, and how the association went. */
  private void writeIdentityEvents(SiteDay local) throws IOException {
    for (int i = 0; i < local.clients.length; i++) {
      Client client = local.clients[i];
      if (!local.inOffice[i]) {
        continue;
      }
      long joined = local.arrival(i) * 60 + 3;
      long renewed = (local.arrival(i) + 300 + i % 17) * 60;
      if (!client.wired()) {
        for (long at : new long[] {joined, renewed}) {
          if (within(at)) {
            writeClientInfo(client, at);
          }
        }
        long changed = client.addressChange(local.arrival(i)) * 60;
        if (client.hardCase() == HardCase.REUSED_IP && within(changed)) {
          writeClientInfo(client, changed);
        }
        writeClientEvents(local, client);
      }
      if (signsIn(client) && within(joined)) {
        beginPost("nac-events", joined + 2);
        json.object()
            .put("type", "NAC_CLIENT_PERMIT")
            .put("mac", client.mac())
            .put("username", client.email())
            .put("auth_type", "eap-tls")
            .put("client_type", client.wired() ? "wired" : "wireless")
            .put("org_id", organisation)
            .put("site_id", site.id())
            .put("vlan", "10")
            .put("timestamp", joined + 0.125, 3);
        if (client.wired()) {
          json.put("device_mac", site.switchMac()).put("port_id", clientPort(i));
        } else {
          int ap = local.accessPoint(i, local.arrival(i));
          json.put("ap", site.accessPointMac(ap))
              .put("bssid", bssid(ap, client.band()))
              .put("ssid", SimulatedOrganisation.SSID);
        }
        json.endObject();
        endPost("nac_events");
      }
    }
  }

  private void writeClientInfo(Client client, long at) throws IOException {
    beginPost("client-info", at + 1);
    json.object()
        .put("ip", client.ip(at / 60))
        .put("mac", client.mac())
        .put("hostname", client.hostname())
        .put("org_id", organisation)
        .put("site_id", site.id())
        .put("timestamp", at)
        .endObject();
    endPost("client_info");
  }

  private void writeClientEvents(SiteDay local, Client client) throws IOException {
    List<Event> events = new ArrayList<>();
    int first = local.accessPoint(client.index(), local.arrival(client.index()));
    double joined = local.arrival(client.index()) * 60;
    String[] chain = {
      "CLIENT_AUTHENTICATED", "CLIENT_AUTH_ASSOCIATION", "CLIENT_IP_ASSIGNED", "CLIENT_DNS_OK"
    };
    for (int c = 0; c < chain.length; c++) {
      String type = chain[c];
      double at = joined + 1 + c * 0.4;
      events.add(new Event(at, () -> writeClientEvent(local, client, first, type, at)));
    }
    for (Roam roam : local.roams(client.index())) {
      double at = roam.at();
      String type =
          roam.gapMs() > 2000 ? "CLIENT_AUTH_REASSOCIATION" : "CLIENT_AUTH_ASSOCIATION_11R";
      events.add(new Event(at, () -> writeClientEvent(local, client, roam.to(), type, at)));
    }
    events.removeIf(event -> !within((long) event.at()));
    if (events.isEmpty()) {
      return;
    }
    events.sort(Comparator.comparingDouble(Event::at));
    long received = (long) events.get(events.size() - 1).at() + 60;
    Map<String, String> params = new TreeMap<>();
    params.put("site_id", site.id());
    params.put("client_mac", client.mac());
    begin("GET /api/v1/sites/{site_id}/clients/{client_mac}/events", params, received);
    json.object("body").array("results");
    events.forEach(event -> event.body().run());
    json.endArray()
        .put("start", firstMinute * 60)
        .put("end", received)
        .put("limit", EVENT_LIMIT)
        .put("total", events.size())
        .endObject();
    end("client_events");
  }

  private void writeClientEvent(
      SiteDay local, Client client, int accessPoint, String type, double at) {
    json.object()
        .put("type", type)
        .put("ap", site.accessPointMac(accessPoint))
        .put("band", Integer.toString(client.band()))
        .put("bssid", bssid(accessPoint, client.band()))
        .put("channel", site.channel(accessPoint, client.band(), local.day, 0))
        .put("proto", client.protocol())
        .put("ssid", SimulatedOrganisation.SSID)
        .put("wlan_id", site.wlanId())
        .put("text", "")
        .put("timestamp", at, 3)
        .endObject();
  }

  /** Ends of associations, and the roams between them. */
  private void writeSessions(SiteDay local) throws IOException {
    for (int i = 0; i < local.clients.length; i++) {
      Client client = local.clients[i];
      if (client.wired() || !local.inOffice[i]) {
        continue;
      }
      double connected = local.arrival(i) * 60;
      for (Roam roam : local.roams(i)) {
        double at = roam.at();
        if (within((long) at)) {
          writeSession(local, client, roam.from(), connected, at, roam.to(), roam.minute());
          writeRoam(client, roam, at);
        }
        connected = at + roam.gapMs() / 1000;
      }
      double left = local.departure(i) * 60;
      if (within((long) left)) {
        int last = local.accessPoint(i, local.departure(i) - 1);
        writeSession(local, client, last, connected, left, -1, local.departure(i) - 1);
      }
    }
  }

  private void writeSession(
      SiteDay local,
      Client client,
      int accessPoint,
      double connected,
      double left,
      int next,
      long minute)
      throws IOException {
    LatentMinute state = network.client(local, client.index(), minute);
    beginPost("client-sessions", (long) left + 4);
    json.object()
        .put("ap", site.accessPointMac(accessPoint))
        .put("ap_name", "AP-" + (accessPoint + 1))
        .put("band", Integer.toString(client.band()))
        .put("bssid", bssid(accessPoint, client.band()))
        .put("client_family", "")
        .put("client_manufacture", client.operatingSystem().startsWith("mac") ? "Apple" : "Unknown")
        .put("client_model", "")
        .put("client_os", client.operatingSystem())
        .put("connect", (long) connected)
        .put("connect_float", connected, 3)
        .put("disconnect", (long) left)
        .put("disconnect_float", left, 3)
        .put("duration", left - connected, 3)
        .put("mac", client.mac());
    if (next >= 0) {
      json.put("next_ap", site.accessPointMac(next));
    }
    json.put("org_id", organisation)
        .put("site_id", site.id())
        .put("site_name", site.name())
        .put("ssid", SimulatedOrganisation.SSID)
        .put("wlan_id", site.wlanId())
        .put("rssi", Math.round(state.rssi))
        .put("termination_reason", next >= 0 ? 3 : 1)
        .put("timestamp", (long) left)
        .put("version", 2)
        .endObject();
    endPost("client_sessions");
  }

  private void writeRoam(Client client, Roam roam, double at) throws IOException {
    beginSearch("GET /api/v1/sites/{site_id}/events/fast_roam", (long) at + 30, 600);
    boolean slow = roam.gapMs() > 2000;
    json.object()
        .put("client_mac", client.mac())
        .put("ap_mac", site.accessPointMac(roam.to()))
        .put("fromap", site.accessPointMac(roam.from()))
        .put("latency", roam.gapMs() / 1000, 4)
        .put("ssid", SimulatedOrganisation.SSID)
        .put("subtype", slow ? "CLIENT_AUTH_REASSOCIATION" : "CLIENT_AUTHENTICATED_11R")
        .put("type", slow ? "slow" : "success")
        .put("timestamp", Math.round(at * 1e6))
        .endObject();
    json.endArray().put("start", (long) at - 570).put("end", (long) at + 30);
    json.put("limit", EVENT_LIMIT).endObject();
    end("fast_roams");
  }

  /** What radio resource management saw: interference, radar, planned channel changes at night. */
  private void writeRadioEvents(SiteDay local) throws IOException {
    for (Episode episode : local.episodes) {
      String interference =
          switch (episode.fault()) {
            case CO_CHANNEL_INTERFERENCE -> "interference-ap-co-channel";
            case NON_WIFI_INTERFERENCE -> "interference-ap-non-wifi";
            default -> null;
          };
      long at = (episode.startMinute() + 4) * 60 + 17;
      if (interference != null && episode.isStrong() && within(at)) {
        int channel = site.channel(episode.target(), episode.band(), local.day, 0);
        writeRadioEvent(episode.target(), episode.band(), interference, channel, channel, at);
      }
      if (episode.fault() == Fault.DFS_CHANNEL_CHANGE) {
        writeRadarEvents(local, episode);
      }
    }
    long night = local.firstMinute * 60 + 3 * 3600;
    for (int ap = 0; ap < site.accessPoints(); ap++) {
      for (int band : BANDS) {
        int before = site.channel(ap, band, local.day.minusDays(1), 0);
        int after = site.channel(ap, band, local.day, 0);
        if (before != after && within(night)) {
          writeRadioEvent(ap, band, "scheduled-site_rrm", before, after, night + ap);
        }
      }
    }
  }

  private void writeRadarEvents(SiteDay local, Episode episode) throws IOException {
    int hops = 0;
    for (long m = episode.startMinute(); m < episode.startMinute() + episode.minutes(); m++) {
      if (episode.hopsChannelIn(m)) {
        int before = site.channel(episode.target(), episode.band(), local.day, hops++);
        int after = site.channel(episode.target(), episode.band(), local.day, hops);
        if (within(m * 60)) {
          writeRadioEvent(
              episode.target(), episode.band(), "radar-detected", before, after, m * 60 + 9);
        }
      }
    }
  }

  private void writeRadioEvent(int ap, int band, String event, int before, int after, long at)
      throws IOException {
    int width = band == 24 ? 20 : band == 5 ? 40 : 80;
    int power = band == 24 ? 8 : 14;
    beginSearch("GET /api/v1/sites/{site_id}/rrm/events", at + 60, 3600);
    json.object()
        .put("ap", site.accessPointMac(ap))
        .put("band", Integer.toString(band))
        .put("event", event)
        .put("bandwidth", width)
        .put("channel", after)
        .put("power", power)
        .put("usage", Integer.toString(band))
        .put("pre_bandwidth", width)
        .put("pre_channel", before)
        .put("pre_power", power)
        .put("pre_usage", Integer.toString(band))
        .put("timestamp", at + 0.5, 3)
        .endObject();
    endSearch("rrm_events", 1, at + 60, 3600);
  }

  /** Ports that go down and come back: with a bad cable once, without power again and again. */
  private void writeDeviceEvents(SiteDay local) throws IOException {
    for (Episode episode : local.episodes) {
      for (long m = episode.startMinute(); m < episode.startMinute() + episode.minutes(); m++) {
        long at = m * 60 + FLAP_SECOND;
        if (episode.flapsPortIn(m) && within(at)) {
          String port =
              episode.onAccessPoint()
                  ? site.switchPortOfAccessPoint(episode.target())
                  : clientPort(episode.target());
          boolean restarts = episode.restartsIn(m + 1);
          writeFlap(port, at, restarts ? started(m) : at + 3);
        }
      }
    }
  }

  private void writeFlap(String port, long down, long up) throws IOException {
    beginPost("device-events", up + 3);
    for (String type : List.of("SW_PORT_DOWN", "SW_PORT_UP")) {
      json.object()
          .put("type", type)
          .put("device_type", "switch")
          .put("device_name", switchName())
          .put("mac", site.switchMac())
          .put("model", "EX4100-48P")
          .put("port_id", port)
          .put("org_id", organisation)
          .put("site_id", site.id())
          .put("site_name", site.name())
          .put("text", "Port " + port + (type.endsWith("UP") ? " is up" : " is down"))
          .put("timestamp", type.endsWith("UP") ? up : down)
          .endObject();
    }
    endPost("device_events");
  }

  private boolean within(long second) {
    return second >= firstMinute * 60 && second < endMinute * 60;
  }

  private static boolean signsIn(Client client) {
    return client.identity() == Identity.WEB
        || client.identity() == Identity.MOBILE
        || Draws.chance(client.key(), 126, 0.6);
  }

  private int channel(int accessPoint, int band, LocalDate local, LatentMinute state) {
    return site.channel(accessPoint, band, local, state.channelHops);
  }

  private String bssid(int accessPoint, int band) {
    String radio = site.radioMac(accessPoint, band);
    return radio.substring(0, 11) + "1";
  }

  private String switchName() {
    return "sw-" + site.index();
  }

  private void beginPost(String topic, long received) {
    begin("webhook " + topic, Map.of(), received);
    json.object("body").put("topic", topic).array("events");
  }

  private void endPost(String dataset) throws IOException {
    json.endArray().endObject();
    end(dataset);
  }

  private void beginSearch(String request, long received, long span) {
    Map<String, String> params = new TreeMap<>();
    params.put("site_id", site.id());
    params.put("start", Long.toString(received - span));
    params.put("end", Long.toString(received));
    begin(request, params, received);
    json.object("body").array("results");
  }

  private void endSearch(String dataset, int total, long end, long span) throws IOException {
    json.endArray()
        .put("start", end - span)
        .put("end", end)
        .put("limit", EVENT_LIMIT)
        .put("total", total)
        .endObject();
    end(dataset);
  }

  private void begin(String request, Map<String, String> params, long received) {
    json.object()
        .put("received_at", ZoomBodies.time(received))
        .put("org_id", organisation)
        .put("site_id", site.id())
        .put("request", request)
        .object("params");
    params.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> json.put(entry.getKey(), entry.getValue()));
    json.endObject();
  }

  private void end(String dataset) throws IOException {
    json.endObject();
    files.append("network/" + dataset, "network/" + dataset + "/date=" + day, json.take());
  }
}
