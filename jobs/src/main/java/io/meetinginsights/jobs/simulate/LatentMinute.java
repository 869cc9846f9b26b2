package io.meetinginsights.jobs.simulate;

/**
 * The state of the network under one client (or radio, or WAN link) in one minute. The first part
 * are primitives, drawn and then moved by faults; the second part follows from them in {@link
 * LinkPhysics}. Noise is drawn before faults are applied and never moved, so a minute without its
 * fault differs by the fault alone.
 */
final class LatentMinute {
  // Wireless primitives: dBm, % of air time.
  boolean wireless;
  int band;
  double rssi = -55;
  double rssiDown = -52;
  double noise = -93;
  double utilTx;
  double utilRxInBss;
  double utilOtherBss;
  double utilNonWifi;
  double utilUnknown;
  double collisionPct;
  int radioClients;
  double maxRateMbps = 400;
  boolean oldRadio;
  double roamGapMs;
  double outageMs;
  double bulkMbps;

  // The radio's settings.
  int channelWidthMhz;
  double txPowerDbm;
  int channelHops;

  // Wired primitives: the client's port or its access point's uplink.
  int portSpeedMbps = 1000;
  double portErrorsPerMinute;
  boolean halfDuplex;
  double wiredLossPct;
  double wiredDelayMs = 0.4;

  // Gateway and WAN primitives; offered load as a share of what is provisioned.
  double gatewayLoadPct;
  double gatewayStarved;
  double offeredDown;
  double offeredUp;
  double wanRttMs;
  double wanJitterMs;
  double wanLossUp;
  double wanLossDown;
  double bufferScale = 1;
  boolean viaConcentrator;
  double detourMs;
  double detourJitterMs;

  // Access line of somebody at home or outside.
  double accessLossUpPct;
  double accessJitterUpMs;
  double accessDelayMs;

  // The conference service.
  double serviceDelayMs;
  double serviceJitterMs;
  double serverLossDownPct;

  // Device.
  double systemCpuPct = 35;
  double zoomCpuPct = 12;

  // Noise, never moved.
  double airNoise = 1;
  double retryNoise = 1;
  double naturalLossUpPct;
  double naturalLossDownPct;
  double naturalJitterMs;
  double gatewayNoisePct;

  // Derived.
  double utilAll;
  double snr;
  double snrDown;
  double retriesTxPct;
  double retriesRxPct;
  double txRateMbps;
  double rxRateMbps;
  double airDelayMs;
  double airJitterMs;
  double airLossUpPct;
  double airLossDownPct;
  double gatewayCpuPct;
  double gatewayDelayMs;
  double gatewayLossPct;
  double utilDown;
  double utilUp;
  double queueDownMs;
  double queueUpMs;
  double linkLossDownPct;
  double linkLossUpPct;
  double linkJitterDownMs;
  double linkJitterUpMs;
  double roundTripMs;
  double sentJitterMs;
  double receivedJitterMs;
  double sentLossPct;
  double receivedLossPct;
  double frameShare = 1;

  double linkRttMs() {
    return wanRttMs + queueDownMs + queueUpMs;
  }

  double linkLossPct() {
    return Math.min(100, linkLossDownPct + linkLossUpPct);
  }

  double linkJitterMs() {
    return Math.max(linkJitterDownMs, linkJitterUpMs);
  }
}
