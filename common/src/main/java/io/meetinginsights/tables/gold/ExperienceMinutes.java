package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.experience_minutes: One participant minute with who, where, how good, and every feature of
 * every network segment.
 *
 * <p>Key: account_id, meeting_uuid, participant_id, joined_at, minute_at.
 */
public final class ExperienceMinutes {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("experience_minutes")
          .comment(
              "One participant minute with who, where, how good, and every feature of every network segment.")
          .required("day", Types.DATE, "UTC day of minute_at.")
          .required(
              "org_id",
              Types.STRING,
              "The organisation; the account's id where no site's egress holds the public address.")
          .optional("site_id", Types.STRING, "The site whose egress the participant came from.")
          .required("account_id", Types.STRING, "The Zoom account.")
          .required("meeting_uuid", Types.STRING, "The meeting instance.")
          .required("participant_id", Types.STRING, "See participants.")
          .required("joined_at", Types.TIMESTAMP, "Join, UTC.")
          .required("minute_at", Types.TIMESTAMP, "Minute, UTC, floored.")
          .optional("person_key", Types.STRING, "The person, see people.")
          .optional(
              "client_key",
              Types.STRING,
              "The network client, see client_identities; null where nothing matched.")
          .required("match_method", Types.STRING, "mac, ip, host_name, user or none.")
          .required(
              "match_confidence", Types.DOUBLE, "Probability that the client is the right one.")
          .required(
              "presence",
              Types.STRING,
              "on-network, behind-egress (ours, client not found), at-home, guest or unknown.")
          .optional("medium", Types.STRING, "wireless or wired.")
          .optional("ap_mac", Types.STRING, "Access point of the client in this minute.")
          .optional("band", Types.STRING, "Band of the client in this minute.")
          .optional("ssid", Types.STRING, "Network name.")
          .optional(
              "switch_mac",
              Types.STRING,
              "Switch of the client's port, or of its access point's uplink.")
          .optional("port_id", Types.STRING, "That port.")
          .optional("gateway_mac", Types.STRING, "Gateway of the path.")
          .optional("wan_port", Types.STRING, "WAN port of the path.")
          .optional("data_center", Types.STRING, "Zoom data centre.")
          .optional(
              "remote_sender_key",
              Types.STRING,
              "The dominant other sender behind the remote features.")
          .optional("audio_in_bitrate_kbps", Types.DOUBLE, "Bit rate, received.")
          .optional("audio_in_latency_ms", Types.DOUBLE, "Latency (round trip), received.")
          .optional("audio_in_jitter_ms", Types.DOUBLE, "Jitter, received.")
          .optional("audio_in_loss_pct", Types.DOUBLE, "Mean packet loss, received.")
          .optional("audio_in_score", Types.DOUBLE, "Score on the MOS scale, received.")
          .optional(
              "audio_in_quality",
              Types.STRING,
              "Good, Fair, Poor, Bad, Not applicable (medium unused) or Unknown (not collected).")
          .optional("audio_out_bitrate_kbps", Types.DOUBLE, "Bit rate, sent.")
          .optional("audio_out_latency_ms", Types.DOUBLE, "Latency (round trip), sent.")
          .optional("audio_out_jitter_ms", Types.DOUBLE, "Jitter, sent.")
          .optional("audio_out_loss_pct", Types.DOUBLE, "Mean packet loss, sent.")
          .optional("audio_out_score", Types.DOUBLE, "Score on the MOS scale, sent.")
          .optional(
              "audio_out_quality",
              Types.STRING,
              "Good, Fair, Poor, Bad, Not applicable (medium unused) or Unknown (not collected).")
          .optional("video_in_bitrate_kbps", Types.DOUBLE, "Bit rate, received.")
          .optional("video_in_latency_ms", Types.DOUBLE, "Latency (round trip), received.")
          .optional("video_in_jitter_ms", Types.DOUBLE, "Jitter, received.")
          .optional("video_in_loss_pct", Types.DOUBLE, "Mean packet loss, received.")
          .optional("video_in_frame_rate_fps", Types.DOUBLE, "Frame rate, received.")
          .optional("video_in_score", Types.DOUBLE, "Score on the MOS scale, received.")
          .optional(
              "video_in_quality",
              Types.STRING,
              "Good, Fair, Poor, Bad, Not applicable (medium unused) or Unknown (not collected).")
          .optional("video_out_bitrate_kbps", Types.DOUBLE, "Bit rate, sent.")
          .optional("video_out_latency_ms", Types.DOUBLE, "Latency (round trip), sent.")
          .optional("video_out_jitter_ms", Types.DOUBLE, "Jitter, sent.")
          .optional("video_out_loss_pct", Types.DOUBLE, "Mean packet loss, sent.")
          .optional("video_out_frame_rate_fps", Types.DOUBLE, "Frame rate, sent.")
          .optional("video_out_score", Types.DOUBLE, "Score on the MOS scale, sent.")
          .optional(
              "video_out_quality",
              Types.STRING,
              "Good, Fair, Poor, Bad, Not applicable (medium unused) or Unknown (not collected).")
          .optional("share_in_bitrate_kbps", Types.DOUBLE, "Bit rate, received.")
          .optional("share_in_latency_ms", Types.DOUBLE, "Latency (round trip), received.")
          .optional("share_in_jitter_ms", Types.DOUBLE, "Jitter, received.")
          .optional("share_in_loss_pct", Types.DOUBLE, "Mean packet loss, received.")
          .optional("share_in_frame_rate_fps", Types.DOUBLE, "Frame rate, received.")
          .optional("share_in_score", Types.DOUBLE, "Score on the MOS scale, received.")
          .optional(
              "share_in_quality",
              Types.STRING,
              "Good, Fair, Poor, Bad, Not applicable (medium unused) or Unknown (not collected).")
          .optional("share_out_bitrate_kbps", Types.DOUBLE, "Bit rate, sent.")
          .optional("share_out_latency_ms", Types.DOUBLE, "Latency (round trip), sent.")
          .optional("share_out_jitter_ms", Types.DOUBLE, "Jitter, sent.")
          .optional("share_out_loss_pct", Types.DOUBLE, "Mean packet loss, sent.")
          .optional("share_out_frame_rate_fps", Types.DOUBLE, "Frame rate, sent.")
          .optional("share_out_score", Types.DOUBLE, "Score on the MOS scale, sent.")
          .optional(
              "share_out_quality",
              Types.STRING,
              "Good, Fair, Poor, Bad, Not applicable (medium unused) or Unknown (not collected).")
          .optional("sent_score", Types.DOUBLE, "Worst of audio and video, sent.")
          .optional("received_score", Types.DOUBLE, "Worst of audio and video, received.")
          .optional("minute_score", Types.DOUBLE, "Worst of sent_score and received_score.")
          .optional("minute_quality", Types.STRING, "Good, Fair, Poor, Bad or Unknown.")
          .required(
              "is_bad",
              Types.BOOLEAN,
              "Whether the minute is bad: minute_score below 3, or dropped.")
          .optional("bad_reason", Types.STRING, "quality or dropped.")
          .required("is_sent_bad", Types.BOOLEAN, "Whether sent_score is below 3.")
          .required("is_received_bad", Types.BOOLEAN, "Whether received_score is below 3.")
          .required(
              "is_dropped",
              Types.BOOLEAN,
              "Left by a network error, back within 3 minutes, or minutes missing while others have theirs.")
          .optional("is_teams_poor", Types.BOOLEAN, "The minute by the published Teams thresholds.")
          .optional(
              "is_outside_zoom_recommendation",
              Types.BOOLEAN,
              "Latency over 150 ms, jitter over 40 ms or loss over 2 %.")
          .optional("client_age_s", Types.DOUBLE, "Age of the client snapshot used.")
          .optional("radio_age_s", Types.DOUBLE, "Age of the radio snapshot used.")
          .optional("wired_age_s", Types.DOUBLE, "Age of the port sample used.")
          .optional("wan_age_s", Types.DOUBLE, "Age of the WAN sample used.")
          .optional("probe_age_s", Types.DOUBLE, "Age of the probe used.")
          .features()
          .key("account_id", "meeting_uuid", "participant_id", "joined_at", "minute_at")
          .partitionedBy("day")
          .build();

  private ExperienceMinutes() {}
}
