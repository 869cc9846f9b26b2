package io.meetinginsights.jobs.ingest;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.trim;

import io.meetinginsights.config.Sites;
import io.meetinginsights.jobs.ingest.fetch.EgressAddresses;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.Types;
import io.meetinginsights.tables.silver.ClientIdentities;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Whether a participant is on our network, by what load knows: a public address that is our egress
 * or a VPN concentrator's, a MAC that the network's gear has seen, or a host name that it has seen
 * with one of the internal addresses. Whoever shows none of these is off the network.
 */
public final class NetworkPresence {

  /** Column that {@link #withOffNetwork} adds. */
  public static final String COLUMN = "is_off_network";

  private static final String ROW = "_presence_row";

  private final EgressAddresses egress;
  private final boolean isEgressKnown;
  private final Dataset<Row> clients;

  private NetworkPresence(EgressAddresses egress, Dataset<Row> clients) {
    this.egress = egress;
    this.isEgressKnown = !egress.isEmpty();
    this.clients = clients;
  }

  /** What the sites file, silver.sites and silver.client_identities know at this moment. */
  public static NetworkPresence of(JobContext context) {
    Set<String> addresses = new LinkedHashSet<>();
    for (Sites.Organisation organisation : context.sites().organisations()) {
      organisation.sites().forEach(site -> addresses.addAll(site.egressIps()));
      organisation.vpnConcentrators().forEach(vpn -> addresses.add(vpn.egressIp()));
    }
    Dataset<Row> sites = context.warehouse().read(io.meetinginsights.tables.silver.Sites.SCHEMA);
    addresses.addAll(
        sites
            .select(explode(col("egress_ips")).as("address"))
            .unionByName(
                sites
                    .select(explode(col("vpn_concentrators")).as("vpn"))
                    .select(col("vpn.egress_ip").as("address")))
            .where(col("address").isNotNull())
            .distinct()
            .as(org.apache.spark.sql.Encoders.STRING())
            .collectAsList()); // OK: egress addresses of our sites
    Dataset<Row> clients =
        context
            .warehouse()
            .read(ClientIdentities.SCHEMA)
            .where(col("source").equalTo("network"))
            .select("mac", "host_name", "ip")
            .distinct();
    return new NetworkPresence(EgressAddresses.of(addresses), clients);
  }

  /** Whether any egress is known: without, everybody would seem to be off the network. */
  public boolean isEgressKnown() {
    return isEgressKnown;
  }

  /** Adds {@link #COLUMN} to rows with mac, internal_ips, public_ip and host_name. */
  public Dataset<Row> withOffNetwork(Dataset<Row> rows) {
    List<Row> ours =
        rows
            .select(trim(col("public_ip")).as("ours"))
            .where(col("ours").isNotNull())
            .distinct()
            .as(org.apache.spark.sql.Encoders.STRING())
            .collectAsList() // OK: distinct public addresses
            .stream()
            .filter(address -> egress.hasAny(List.of(address)))
            .map(RowFactory::create)
            .toList();
    Dataset<Row> behindEgress =
        rows.sparkSession()
            .createDataFrame(ours, new StructType().add("our_ip", Types.STRING, false))
            .withColumn("is_behind_egress", lit(true));
    Dataset<Row> macs =
        clients
            .where(col("mac").isNotNull())
            .select(col("mac").as("known_mac"))
            .distinct()
            .withColumn("is_known_mac", lit(true));
    Dataset<Row> numbered =
        rows.withColumn(
                ROW, monotonically_increasing_id()) // OK: joins parts of this plan, is not kept
            .localCheckpoint();
    Dataset<Row> hosts =
        numbered
            .where(col("host_name").isNotNull())
            .select(col(ROW), col("host_name"), explode(col("internal_ips")).as("ip"))
            .join(
                clients.select("host_name", "ip").distinct(),
                scala.jdk.javaapi.CollectionConverters.asScala(List.of("host_name", "ip")).toSeq(),
                "inner")
            .groupBy(ROW)
            .agg(max(lit(true)).as("is_known_host"));
    return numbered
        .join(broadcast(behindEgress), trim(col("public_ip")).equalTo(col("our_ip")), "left")
        .join(macs, col("mac").equalTo(col("known_mac")), "left")
        .join(hosts, scala.jdk.javaapi.CollectionConverters.asScala(List.of(ROW)).toSeq(), "left")
        .withColumn(
            COLUMN,
            coalesce(col("is_behind_egress"), col("is_known_mac"), col("is_known_host"), lit(false))
                .equalTo(false))
        .drop("our_ip", "is_behind_egress", "known_mac", "is_known_mac", "is_known_host", ROW);
  }
}
