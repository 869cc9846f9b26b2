package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.zoom_joins: Every join that Zoom lists, by the clients it may be of, and why it is no
 * client's call where it is none.
 *
 * <p>Key: account_id, meeting_uuid, participant_id, joined_at, client_key.
 */
public final class ZoomJoins {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("zoom_joins")
          .comment(
              "Every join that Zoom lists, by the clients it may be of, and why it is no client's call where it is none.")
          .required("day", Types.DATE, "UTC day the join ended; else the day it began.")
          .filedByMonth("client_key", "joined_at", "account_id", "meeting_uuid", "participant_id")
          .required("account_id", Types.STRING, "The Zoom account.")
          .required("meeting_uuid", Types.STRING, "The meeting instance.")
          .required("participant_id", Types.STRING, "See participants.")
          .required("joined_at", Types.TIMESTAMP, "Join, UTC.")
          .optional("left_at", Types.TIMESTAMP, "Leave, UTC.")
          .optional("person_key", Types.STRING, "The person.")
          .optional(
              "identity_key",
              Types.STRING,
              "Addresses and host name that Zoom saw, in client_identities.")
          .optional(
              "client_key",
              Types.STRING,
              "The client whose call it is; else a row for each client of the network that has the MAC address or the host name Zoom saw; null for none.")
          .optional("site_id", Types.STRING, "The site, where it is a client's call.")
          .required(
              "reason",
              Types.STRING,
              "has-call, or why it is none: not-on-our-network (from an address of ours, on none of our access points or switches), public-ip-not-ours, not-signed-in, qos-not-fetched.")
          .key("account_id", "meeting_uuid", "participant_id", "joined_at", "client_key")
          .build();

  private ZoomJoins() {}
}
