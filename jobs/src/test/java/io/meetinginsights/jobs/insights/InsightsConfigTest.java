package io.meetinginsights.jobs.insights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.errors.ConfigurationError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InsightsConfigTest {

  @Test
  void defaultsAreThePublishedThresholds() {
    InsightsConfig config = Configuration.defaults().section("insights", InsightsConfig.class);
    assertThat(config.coverageRssiDbm()).isEqualTo(-72);
    assertThat(config.capacityUtilPct()).isEqualTo(100 - 20);
    assertThat(config.fastRoamLimitMs()).isEqualTo(400);
    assertThat(config.roamLimitMs()).isEqualTo(2000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "coverage-rssi-dbm=72",
        "capacity-util-pct=0",
        "asymmetry-db=-1",
        "capacity-clients=0",
        "high-cpu-pct=101",
        "event-margin-minutes=-1",
        "fix-first-items=0",
        "ranking-targets=[\"\"]"
      })
  void aValueOutsideItsRangeIsRefusedByName(String assignment) {
    Configuration configuration = Configuration.defaults().with("insights." + assignment);
    assertThatThrownBy(() -> configuration.section("insights", InsightsConfig.class))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining(assignment.substring(0, assignment.indexOf('=')));
  }
}
