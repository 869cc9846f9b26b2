package io.meetinginsights.jobs.simulate;

import java.util.Map;

/**
 * What a run wrote.
 *
 * @param lines landing lines by dataset, {@code zoom/…} and {@code network/…}
 * @param files landing files
 * @param participantMinutes minutes in the truth table
 * @param badMinutes of those, the ones whose latent score is below 3
 * @param onNetworkMinutes minutes of participants on the organisation's network
 * @param onNetworkBadMinutes of those, the bad ones
 * @param episodes injected faults that touched a participant minute, by fault
 * @param badMinutesByCause bad minutes by cause, {@code none} for natural ones
 */
public record SimulateResult(
    Map<String, Long> lines,
    long files,
    long participantMinutes,
    long badMinutes,
    long onNetworkMinutes,
    long onNetworkBadMinutes,
    Map<String, Long> episodes,
    Map<String, Long> badMinutesByCause) {}
