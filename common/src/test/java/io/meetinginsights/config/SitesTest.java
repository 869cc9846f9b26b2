package io.meetinginsights.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.errors.ConfigurationError;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SitesTest {

  @TempDir Path folder;

  @Test
  void everyKeyIsRead() throws Exception {
    Sites sites =
        read(
            """
            organisations:
              - org-id: o1
                accounts: [z1, z2]
                sites:
                  - site-id: s1
                    name: Berlin
                    time-zone: Europe/Berlin
                    country-code: DE
                    latitude: 52.5
                    longitude: 13
                    egress-ips: [192.0.2.1]
                    subnets: [10.1.0.0/16]
                    wan-ports:
                      - {gateway-mac: aabbccddeeff, port-id: ge-0/0/0, download-mbps: 500, upload-mbps: 100}
                vpn-concentrators:
                  - {egress-ip: 198.51.100.7, name: hub, latitude: 50.1, longitude: 8.7}
            """);
    Sites.Organisation organisation = sites.organisations().get(0);
    assertThat(organisation.accounts()).containsExactly("z1", "z2");
    Sites.Site site = organisation.sites().get(0);
    assertThat(site.timeZone()).isEqualTo("Europe/Berlin");
    assertThat(site.longitude()).isEqualTo(13.0);
    assertThat(site.egressIps()).containsExactly("192.0.2.1");
    assertThat(site.wanPorts().get(0).downloadMbps()).isEqualTo(500.0);
    assertThat(organisation.vpnConcentrators().get(0).name()).isEqualTo("hub");
  }

  @Test
  void whatIsLeftOutIsTakenFromTelemetry() throws Exception {
    Sites.Site site =
        read("organisations: [{org-id: o1, sites: [{site-id: s1}]}]\n")
            .organisations()
            .get(0)
            .sites()
            .get(0);
    assertThat(site.timeZone()).isNull();
    assertThat(site.egressIps()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# nothing\n", "---\n", "{}\n", "organisations:\n"})
  void anEmptyFileHoldsNoOrganisations(String yaml) throws Exception {
    assertThat(read(yaml)).isEqualTo(Sites.none());
  }

  @Test
  void anUnknownKeyIsRefusedWithItsPlaceAndTheKeysThatAreAllowed() {
    assertRefused(
            "organisations:\n  - org-id: o1\n    sites:\n      - site-id: s1\n        timezone: UTC\n")
        .hasMessageContaining(
            "organisations[0].sites[0].timezone: there is no such key, allowed are")
        .hasMessageContaining("subnets, time-zone, wan-ports");
    assertRefused("organizations: []\n")
        .hasMessageContaining("organizations: there is no such key, allowed are organisations");
  }

  @Test
  void aTimeZoneThatDoesNotExistIsRefusedWithTheSiteAndAnExample() {
    assertRefused("organisations: [{org-id: o1, sites: [{site-id: s1, time-zone: Berlin}]}]\n")
        .hasMessageContaining("time-zone of site s1 is Berlin")
        .hasMessageContaining("Europe/Berlin");
  }

  @Test
  void identifiersThatAreMissingAreNamedWithTheirPlace() {
    assertRefused("organisations:\n  - org-id: o1\n    sites:\n      - name: Berlin\n")
        .hasMessageContaining("site-id is missing")
        .hasMessageContaining("organisations[0].sites[0]");
    assertRefused("organisations:\n  - accounts: [z]\n").hasMessageContaining("org-id is missing");
    assertRefused("organisations:\n  - org-id: \"\"\n").hasMessageContaining("org-id is missing");
    assertRefused("organisations:\n  - {org-id: o, vpn-concentrators: [{name: hub}]}\n")
        .hasMessageContaining("egress-ip is missing");
  }

  @Test
  void aValueOfTheWrongTypeIsRefusedWithItsPlace() {
    assertRefused("organisations:\n  - org-id: o1\n    sites: [{site-id: s1, latitude: north}]\n")
        .hasMessageContaining("organisations[0].sites[0].latitude")
        .hasMessageContaining("found \"north\", expected a number");
    assertRefused("organisations:\n  - org-id: o1\n    accounts: z1\n")
        .hasMessageContaining("organisations[0].accounts")
        .hasMessageContaining("found \"z1\", expected a list");
    assertRefused("organisations: [{org-id: o1, sites: [null]}]\n")
        .hasMessageContaining("organisations[0]: sites has an entry without a value");
  }

  @Test
  void aFileThatIsNotYamlIsRefusedWithTheLine() {
    assertRefused("organisations:\n  - org-id: [o1\n").hasMessageContaining("line 3");
    assertRefused("organisations: []\norganisations: []\n").hasMessageContaining("line 2");
    assertRefused("just words\n")
        .hasMessageContaining("found \"just words\", expected keys below it");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path missing = folder.resolve("missing.yaml");
    assertThatThrownBy(() -> Sites.read(missing))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining(missing.toString())
        .hasMessageContaining("sites-file");
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String yaml) {
    return assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("sites.yaml")
        .hasMessageContaining("why: ")
        .hasMessageContaining("do:  ");
  }

  private Sites read(String yaml) throws Exception {
    return Sites.read(Files.writeString(folder.resolve("sites.yaml"), yaml));
  }
}
