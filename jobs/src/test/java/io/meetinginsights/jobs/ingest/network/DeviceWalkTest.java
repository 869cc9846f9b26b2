package io.meetinginsights.jobs.ingest.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.jobs.ingest.fields.TypedValues;
import io.meetinginsights.warehouse.RowBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.junit.jupiter.api.Test;

class DeviceWalkTest {

  private final List<String> walked = new ArrayList<>();

  /** Writes down what it is shown, ids in brackets. */
  private final class Listening implements DeviceWalk.Walker {
    @Override
    public void begin(String orgId, String siteId, String device) {
      walked.add("[" + orgId + "][" + siteId + "][" + device + "]");
    }

    @Override
    public void at(long eventAt, List<DeviceWalk.Seen> seen) {
      walked.add(eventAt + ": " + seen.size());
    }

    @Override
    public void end() {
      walked.add("end");
    }
  }

  private static InternalRow row(
      String dataset, String orgId, String siteId, String device, long eventAt) {
    Kind kind = Readers.of(dataset).orElseThrow().kind();
    return new RowBuilder(ObservedLines.SCHEMA)
        .set("dataset", dataset)
        .set("is_rejected", false)
        .set("org_id", orgId)
        .set("site_id", siteId)
        .set("device", device)
        .set("event_at", eventAt)
        .set("observed", TypedValues.bytes(kind.attributes(), new Object[kind.attributes().size()]))
        .build();
  }

  private void walk(InternalRow... rows) {
    DeviceWalk walk =
        new DeviceWalk(List.of(rows).iterator(), Set.of("ports"), out -> new Listening());
    assertThat(walk.hasNext()).isFalse();
  }

  @Test
  void eachDeviceIsWalkedInstantByInstantAndOtherDatasetsArePassedBy() {
    walk(
        row("ports", "o", "s", "a", 1),
        row("ports", "o", "s", "a", 1),
        row("probes", "o", "s", "a", 2),
        row("ports", "o", "s", "a", 3),
        row("ports", "o", "s", "b", 3),
        row("probes", "o", "s", "c", 3));
    assertThat(walked)
        .containsExactly("[o][s][a]", "1: 2", "3: 1", "end", "[o][s][b]", "3: 1", "end");
  }

  /** Ids come from outside: none of their characters may divide them. */
  @Test
  void noCharacterOfAnIdMovesAReadingToAnotherOrganisationOrSite() {
    walk(
        row("ports", "o\u0001s", "t", "a", 1),
        row("ports", "o", "s\u0001t", "a", 1),
        row("ports", "o", "", "a", 1));
    assertThat(walked)
        .containsExactly(
            "[o\u0001s][t][a]",
            "1: 1",
            "end",
            "[o][s\u0001t][a]",
            "1: 1",
            "end",
            "[o][][a]",
            "1: 1",
            "end");
  }
}
