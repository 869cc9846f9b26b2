package io.meetinginsights.jobs.ingest.network;

import io.meetinginsights.jobs.ingest.fields.Mean;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.tables.silver.WanMinutes;
import io.meetinginsights.warehouse.RowBuilder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Rows of silver.wan_minutes: WAN ports of gateways. Latency, jitter and loss come together from
 * the first source of the configured order that measured in that minute; {@code rtt_source} names
 * it. It holds a day of one gateway.
 *
 * <p>CPU and probes belong to the gateway, not to a port: they stand in every port's row of their
 * minute. A gateway whose ports nobody names that day gets a port called {@link #UNNAMED}.
 */
final class WanWalk implements DeviceWalk.Walker {

  /** Port of a gateway of which only measurements are known. */
  static final String UNNAMED = "wan";

  private static final int TYPE = Kind.DEVICE.indexOf("type");
  private static final int UPTIME_S = Kind.DEVICE.indexOf("uptime_s");
  private static final int CPU_PCT = Kind.DEVICE.indexOf("cpu_pct");
  private static final int EXTERNAL_IP = Kind.DEVICE.indexOf("external_ip");
  private static final int LINKS = Kind.DEVICE.indexOf("links");
  private static final int LINK_USAGE = Kind.DEVICE.indexOf("links", "usage");
  private static final int LINK_PORT = Kind.DEVICE.indexOf("links", "wan_port");
  private static final int LINK_IS_UP = Kind.DEVICE.indexOf("links", "is_up");
  private static final int LINK_ISP = Kind.DEVICE.indexOf("links", "isp");
  private static final int LINK_IP = Kind.DEVICE.indexOf("links", "external_ip");

  private static final int PORT_ID = Kind.PORT.indexOf("port_id");
  private static final int PORT_IS_UP = Kind.PORT.indexOf("is_up");
  private static final int PORT_SPEED = Kind.PORT.indexOf("speed_mbps");
  private static final int PORT_RX_BPS = Kind.PORT.indexOf("rx_bps");
  private static final int PORT_TX_BPS = Kind.PORT.indexOf("tx_bps");
  private static final int[] PORT_PATH = Kind.PORT.placesOf("latency_ms", "jitter_ms", "loss_pct");

  private static final int TUNNEL_PORT = Kind.TUNNEL.indexOf("port_id");
  private static final int[] TUNNEL_ENDS =
      Kind.TUNNEL.placesOf("port_id", "peer_mac", "peer_port_id");
  private static final int IS_ACTIVE = Kind.TUNNEL.indexOf("is_active");
  private static final int[] TUNNEL_PATH =
      Kind.TUNNEL.placesOf("latency_ms", "jitter_ms", "loss_pct");

  private static final int TEST_PORT = Kind.SPEED_TEST.indexOf("port_id");
  private static final int TEST_DOWNLOAD = Kind.SPEED_TEST.indexOf("download_mbps");
  private static final int TEST_UPLOAD = Kind.SPEED_TEST.indexOf("upload_mbps");

  private static final int FROM_TYPE = Kind.PROBE.indexOf("from_type");
  private static final int TARGET = Kind.PROBE.indexOf("target");
  private static final int[] PROBE_PATH = Kind.PROBE.placesOf("rtt_ms", "jitter_ms", "loss_pct");

  private final List<String> rttSources;
  private final DeviceWalk.Days days;
  private final String runId;
  private final Consumer<InternalRow> out;
  private final RowBuilder row = new RowBuilder(WanMinutes.SCHEMA.structType());

  private String orgId;
  private String siteId;
  private String gatewayMac;
  private int day;
  private final Map<String, TreeMap<Long, PortMinute>> ports = new TreeMap<>();
  private final TreeMap<Long, GatewayMinute> gatewayMinutes = new TreeMap<>();

  /** What a path measured in a minute. */
  private static final class Path {
    private final Mean latencyMs = new Mean();
    private final Mean jitterMs = new Mean();
    private final Mean lossPct = new Mean();
    private Long newestAt;

    void add(long eventAt, Double latency, Double jitter, Double loss) {
      newestAt = eventAt;
      latencyMs.add(latency);
      jitterMs.add(jitter);
      lossPct.add(loss);
    }

    /** As {@link #add}; a path that reports neither a round trip nor a loss has not measured. */
    void addMeasured(long eventAt, Double latency, Double jitter, Double loss) {
      boolean isMeasured = isPositive(latency) || isPositive(loss);
      add(
          eventAt,
          isPositive(latency) ? latency : null,
          isMeasured && jitter != null && jitter >= 0 ? jitter : null,
          isMeasured && loss != null && loss >= 0 ? loss : null);
    }

    boolean hasMeasured() {
      return latencyMs.value() != null || lossPct.value() != null;
    }
  }

  private static final class PortMinute {
    private final Path ports = new Path();
    private final Mean downloadBps = new Mean();
    private final Mean uploadBps = new Mean();
    private Object[] newestPort;
    private Long linksAt;
    private Object[] newestLink;
    // Standby paths say nothing about what users get while an active one measures.
    private final Path usedTunnels = new Path();
    private final Path otherTunnels = new Path();
    private Long testedAt;
    private Object[] newestTest;

    Path tunnels() {
      return usedTunnels.newestAt != null ? usedTunnels : otherTunnels;
    }
  }

  private static final class GatewayMinute {
    private Long deviceAt;
    private Double cpuPct;
    private Object[] newestDevice;
    // Where both are measured, the WAN itself counts.
    private final Path wanProbes = new Path();
    private final Path zoomProbes = new Path();

    Path probes() {
      return wanProbes.newestAt != null ? wanProbes : zoomProbes;
    }
  }

  private static final PortMinute NO_PORT = new PortMinute();
  private static final GatewayMinute NO_GATEWAY = new GatewayMinute();

  WanWalk(List<String> rttSources, DeviceWalk.Days days, String runId, Consumer<InternalRow> out) {
    this.rttSources = rttSources;
    this.days = days;
    this.runId = runId;
    this.out = out;
  }

  @Override
  public void begin(String org, String site, String mac) {
    orgId = org;
    siteId = site;
    gatewayMac = mac;
  }

  @Override
  public void at(long eventAt, List<DeviceWalk.Seen> seen) {
    if (Parse.dayOf(eventAt) != day) {
      writeDay();
      day = Parse.dayOf(eventAt);
    }
    // Of what was told twice of one instant, what arrived last counts.
    Map<List<Object>, DeviceWalk.Seen> newest = new LinkedHashMap<>();
    for (DeviceWalk.Seen one : seen) {
      switch (one.kind()) {
        case DEVICE -> takeDevice(eventAt, one);
        case PORT -> {
          if (WiredWalk.isWan(one)) {
            newest.put(List.of(Kind.PORT, one.get(PORT_ID)), one);
          }
        }
        case TUNNEL -> {
          Object[] ends = Arrays.stream(TUNNEL_ENDS).mapToObj(one::get).toArray();
          newest.put(Arrays.asList(ends), one);
        }
        case SPEED_TEST -> newest.put(List.of(Kind.SPEED_TEST, one.get(TEST_PORT)), one);
        case PROBE -> {
          if ("gateway".equals(one.get(FROM_TYPE))) {
            newest.put(List.of(Kind.PROBE, one.get(TARGET)), one);
          }
        }
        default -> {
          // Of something else than gateways.
        }
      }
    }
    newest.values().forEach(one -> take(eventAt, one));
  }

  private void takeDevice(long eventAt, DeviceWalk.Seen device) {
    if (!"gateway".equals(device.get(TYPE))) {
      return;
    }
    GatewayMinute minute = gatewayMinute(eventAt);
    minute.deviceAt = eventAt;
    minute.newestDevice = device.values();
    Double cpuPct = device.get(CPU_PCT);
    if (cpuPct != null && (minute.cpuPct == null || cpuPct > minute.cpuPct)) {
      minute.cpuPct = cpuPct;
    }
    List<Object[]> links = device.get(LINKS);
    if (links != null) {
      for (Object[] link : links) {
        String usage = (String) link[LINK_USAGE];
        if (usage != null && usage.toLowerCase(Locale.ROOT).equals("wan")) {
          PortMinute port = portMinute((String) link[LINK_PORT], eventAt);
          port.linksAt = eventAt;
          port.newestLink = link;
        }
      }
    }
  }

  private void take(long eventAt, DeviceWalk.Seen one) {
    switch (one.kind()) {
      case PORT -> {
        PortMinute minute = portMinute(one.get(PORT_ID), eventAt);
        minute.newestPort = one.values();
        addMeasured(minute.ports, eventAt, one, PORT_PATH);
        minute.downloadBps.add(one.get(PORT_RX_BPS));
        minute.uploadBps.add(one.get(PORT_TX_BPS));
      }
      case TUNNEL -> {
        PortMinute minute = portMinute(one.get(TUNNEL_PORT), eventAt);
        Double latencyMs = one.get(TUNNEL_PATH[0]);
        boolean isUsed = !Boolean.FALSE.equals(one.get(IS_ACTIVE)) && isPositive(latencyMs);
        addMeasured(isUsed ? minute.usedTunnels : minute.otherTunnels, eventAt, one, TUNNEL_PATH);
      }
      case SPEED_TEST -> {
        PortMinute minute = portMinute(one.get(TEST_PORT), eventAt);
        minute.testedAt = eventAt;
        minute.newestTest = one.values();
      }
      default -> {
        String target = one.get(TARGET);
        if (!target.equals("gateway")) {
          GatewayMinute minute = gatewayMinute(eventAt);
          (target.equals("wan") ? minute.wanProbes : minute.zoomProbes)
              .add(eventAt, one.get(PROBE_PATH[0]), one.get(PROBE_PATH[1]), one.get(PROBE_PATH[2]));
        }
      }
    }
  }

  private static void addMeasured(Path path, long eventAt, DeviceWalk.Seen one, int[] places) {
    path.addMeasured(eventAt, one.get(places[0]), one.get(places[1]), one.get(places[2]));
  }

  private static boolean isPositive(Double value) {
    return value != null && value > 0;
  }

  private PortMinute portMinute(String port, long eventAt) {
    return ports
        .computeIfAbsent(port, any -> new TreeMap<>())
        .computeIfAbsent(Parse.minuteOf(eventAt), any -> new PortMinute());
  }

  private GatewayMinute gatewayMinute(long eventAt) {
    return gatewayMinutes.computeIfAbsent(Parse.minuteOf(eventAt), any -> new GatewayMinute());
  }

  @Override
  public void end() {
    writeDay();
  }

  private void writeDay() {
    if (ports.isEmpty() && !gatewayMinutes.isEmpty()) {
      ports.put(UNNAMED, new TreeMap<>());
    }
    ports.forEach(
        (port, minutes) -> {
          Set<Long> all = new TreeSet<>(minutes.keySet());
          all.addAll(gatewayMinutes.keySet());
          for (long minuteAt : all) {
            if (days.hold(minuteAt)) {
              write(
                  port,
                  minuteAt,
                  minutes.getOrDefault(minuteAt, NO_PORT),
                  gatewayMinutes.getOrDefault(minuteAt, NO_GATEWAY));
            }
          }
        });
    ports.clear();
    gatewayMinutes.clear();
  }

  private void write(String port, long minuteAt, PortMinute minute, GatewayMinute gateway) {
    row.set("day", Parse.dayOf(minuteAt))
        .set("org_id", orgId)
        .set("site_id", siteId)
        .set("gateway_mac", gatewayMac)
        .set("wan_port", port)
        .set("minute_at", minuteAt)
        .set(
            "sampled_at",
            latest(
                minute.ports.newestAt,
                minute.linksAt,
                minute.tunnels().newestAt,
                minute.testedAt,
                gateway.deviceAt,
                gateway.probes().newestAt))
        .set(
            "is_up",
            Parse.first(at(minute.newestPort, PORT_IS_UP), at(minute.newestLink, LINK_IS_UP)))
        .set("download_bps", minute.downloadBps.value())
        .set("upload_bps", minute.uploadBps.value())
        .set("speed_mbps", at(minute.newestPort, PORT_SPEED))
        .set("gateway_cpu_pct", gateway.cpuPct)
        .set("gateway_uptime_s", at(gateway.newestDevice, UPTIME_S))
        .set("isp", at(minute.newestLink, LINK_ISP))
        .set(
            "external_ip",
            Parse.first(at(minute.newestLink, LINK_IP), at(gateway.newestDevice, EXTERNAL_IP)))
        .set("speedtest_download_mbps", at(minute.newestTest, TEST_DOWNLOAD))
        .set("speedtest_upload_mbps", at(minute.newestTest, TEST_UPLOAD))
        .set("run_id", runId);
    for (String source : rttSources) {
      Path path =
          switch (source) {
            case "ports" -> minute.ports;
            case "vpn_peers" -> minute.tunnels();
            default -> gateway.probes();
          };
      if (path.hasMeasured()) {
        row.set("latency_ms", path.latencyMs.value())
            .set("jitter_ms", path.jitterMs.value())
            .set("loss_pct", path.lossPct.value())
            .set("rtt_source", source);
        break;
      }
    }
    out.accept(row.build());
  }

  private static Object at(Object[] values, int place) {
    return values == null ? null : values[place];
  }

  private static Long latest(Long... times) {
    Long latest = null;
    for (Long time : times) {
      if (time != null && (latest == null || time > latest)) {
        latest = time;
      }
    }
    return latest;
  }
}
