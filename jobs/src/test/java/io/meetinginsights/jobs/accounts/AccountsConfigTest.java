package io.meetinginsights.jobs.accounts;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.errors.ConfigurationError;
import org.junit.jupiter.api.Test;

class AccountsConfigTest {

  @Test
  void aKeyFileOnAnObjectStoreIsRefusedForNoFolderOfThatNameMayAppear() {
    Configuration configuration =
        Configuration.defaults().with("accounts.key-file=s3a://lake/accounts.key");
    assertThatThrownBy(() -> configuration.section("accounts", AccountsConfig.class))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("s3a://lake/accounts.key")
        .hasMessageContaining("key-env");
  }
}
