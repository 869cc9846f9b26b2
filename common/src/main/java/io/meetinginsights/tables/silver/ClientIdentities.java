package io.meetinginsights.tables.silver;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * silver.client_identities: What one endpoint was called while: the only table with MAC and IP
 * addresses and host names of people's devices. Rows of source network are clients the network
 * knows; rows of source zoom are the addresses a participant showed.
 *
 * <p>Key: identity_key.
 */
public final class ClientIdentities {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.silver("client_identities")
          .comment(
              "What one endpoint was called while: the only table with MAC and IP addresses and host names of people's devices. Rows of source network are clients the network knows; rows of source zoom are the addresses a participant showed.")
          .required("source", Types.STRING, "network or zoom.")
          .required(
              "identity_key",
              Types.STRING,
              "Keyed hash of the row's key; participants.identity_key points at source zoom.")
          .optional("org_id", Types.STRING, "The network organisation (network).")
          .optional("site_id", Types.STRING, "The site (network).")
          .optional("account_id", Types.STRING, "The Zoom account (zoom).")
          .optional("client_key", Types.STRING, "Surrogate key of the client (network).")
          .optional("person_key", Types.STRING, "The person, where the source names one.")
          .optional("mac", Types.STRING, "MAC address, 12 lower-case hex digits.")
          .optional("is_random_mac", Types.BOOLEAN, "Whether the MAC is locally administered.")
          .optional("ip", Types.STRING, "Internal IP address.")
          .optional("internal_ips", Types.STRINGS, "All internal addresses shown (zoom).")
          .optional("public_ip", Types.STRING, "Public address shown (zoom).")
          .optional("host_name", Types.STRING, "Host name, lower case, without domain.")
          .optional("user_name", Types.STRING, "Signed-in user by NAC or client stats, lower case.")
          .optional("medium", Types.STRING, "wireless or wired (network).")
          .optional("switch_mac", Types.STRING, "Switch a wired client is on.")
          .optional("port_id", Types.STRING, "Port a wired client is on.")
          .optional("os", Types.STRING, "Operating system by fingerprint.")
          .optional("manufacturer", Types.STRING, "Maker by fingerprint.")
          .required("seen_from", Types.TIMESTAMP, "First seen so.")
          .required("seen_to", Types.TIMESTAMP, "Last seen so.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("identity_key")
          .keptInOneFile()
          .partitionedBy("source")
          .build();

  private ClientIdentities() {}
}
