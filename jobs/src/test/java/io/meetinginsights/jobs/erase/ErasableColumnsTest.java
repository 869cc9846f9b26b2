package io.meetinginsights.jobs.erase;

import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.TableSchema.ColumnSpec;
import io.meetinginsights.tables.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every column that can hold a text is known to be somebody's or nobody's. A new one has to be
 * thought of: if it can name a person or a device, {@link TableErasure} must reach it.
 */
class ErasableColumnsTest {

  /** What erasure reaches: keys its rows are found by, and texts it empties or redacts. */
  private static final Set<String> REACHED =
      Set.of(
          // rows go by these
          "person_key",
          "host_person_key",
          "rater",
          "client_key",
          "identity_key",
          "participant_id",
          // redacted in bronze
          "body",
          "params",
          "request",
          "content_sha256",
          // go with the rows of people and client_identities
          "email",
          "display_name",
          "zoom_user_id",
          "mac",
          "ip",
          "internal_ips",
          "public_ip",
          "host_name",
          "user_name",
          // emptied
          "topic",
          "leave_reason",
          "details",
          "message",
          "neighbor_mac",
          "egress_key");

  /** Words of the program, of Zoom or the vendor; places; things of the network; keys of nobody. */
  private static final Set<String> OF_NOBODY =
      Set.of(
          ("month bad_minute_details usual_values health_hours "
                  + "account_id accounts action ap_mac ap_name application audio_in_quality "
                  + "audio_input_stream_path audio_out_quality audio_output_stream_path "
                  + "audio_quality bad_reason band bssid bucket bucket_local_at category "
                  + "cause classification classifier client_version code_version "
                  + "connection_type contribution_unit country_code cpu_pressure "
                  + "data_center dataset department detail device device_mac display "
                  + "egress_ips engine event_id external_ip feature field file "
                  + "from_device_mac gateway_mac isp item job kind listing location "
                  + "lowest_rating main_cause manufacturer match_method measure medium "
                  + "meeting_uuid metric minute_quality name network_type org_id os port_id "
                  + "presence proto rating remote_sender_key role rtt_source run_id "
                  + "sender_key service_level severity share_connection_type "
                  + "share_in_quality share_input_stream_path share_out_quality "
                  + "share_output_stream_path share_quality site_id site_name slice source "
                  + "split ssid subnets switch_mac system target targets time_zone "
                  + "to_device_mac type unexplained_reason unit uplink_port_id "
                  + "uplink_switch_mac user_type version video_connection_type "
                  + "video_in_quality video_input_stream_path video_out_quality "
                  + "video_output_stream_path video_quality wan_port zoom_quality reason")
              .split(" "));

  @Test
  void everyTextIsKnownToBeReachedByErasureOrToBeNobodys() {
    List<String> unknown = new ArrayList<>();
    for (TableSchema table : Tables.all()) {
      for (ColumnSpec column : table.columns()) {
        boolean isText = column.type().catalogString().contains("string");
        boolean isMade = Set.of("counts", "top_features").contains(column.name());
        boolean isStructOfPlaces = Set.of("wan_ports", "vpn_concentrators").contains(column.name());
        if (isText
            && !isMade
            && !isStructOfPlaces
            && !REACHED.contains(column.name())
            && !OF_NOBODY.contains(column.name())) {
          unknown.add(table.qualifiedName() + "." + column.name());
        }
      }
    }
    assertThat(unknown)
        .as("columns that nobody has said of whether they can name somebody")
        .isEmpty();
  }
}
