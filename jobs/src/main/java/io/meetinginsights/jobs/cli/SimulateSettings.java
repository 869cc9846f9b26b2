package io.meetinginsights.jobs.cli;

import io.meetinginsights.jobs.simulate.IdentityShares;
import io.meetinginsights.jobs.simulate.SimulateConfig;
import io.meetinginsights.runner.DayRange;

/** Section {@code simulate}: the world, without its days and its place. */
record SimulateSettings(
    long seed,
    int sites,
    int clientsPerSite,
    double meetingsPerClientPerDay,
    double faultyShare,
    int partitions,
    int deviceMinutes,
    SimulateConfig.InputDirection audioInputIs,
    IdentityShares identities) {

  SimulateSettings {
    // The engine's own record refuses values out of range, with the key's name.
    new SimulateConfig(
        java.time.LocalDate.EPOCH,
        java.time.LocalDate.EPOCH,
        seed,
        sites,
        clientsPerSite,
        meetingsPerClientPerDay,
        faultyShare,
        "landing",
        partitions,
        deviceMinutes,
        audioInputIs,
        identities);
  }

  SimulateConfig forDays(DayRange days, String landing) {
    return new SimulateConfig(
        days.from(),
        days.to(),
        seed,
        sites,
        clientsPerSite,
        meetingsPerClientPerDay,
        faultyShare,
        landing,
        partitions,
        deviceMinutes,
        audioInputIs,
        identities);
  }
}
