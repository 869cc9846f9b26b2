package io.meetinginsights.jobs.simulate;

import java.io.Serializable;

/**
 * Shares of the people whose device is hard to tell, on top of what Zoom tells of each. A person is
 * one such case at most; the private addresses of all sites are the same in any case.
 *
 * @param atHome people who work from home on a day
 * @param vpn whose traffic takes a tunnel, in the office and at home
 * @param docked with a wired and an idle wireless adapter, both on the network
 * @param randomMac whose device shows the network a random MAC
 * @param reusedIp who change addresses with a colleague at midday
 * @param duplicateHostName who share their host name with a colleague
 */
public record IdentityShares(
    double atHome,
    double vpn,
    double docked,
    double randomMac,
    double reusedIp,
    double duplicateHostName)
    implements Serializable {

  /** Nobody is hard to tell but by what Zoom leaves out. */
  public static final IdentityShares USUAL = new IdentityShares(0.15, 0, 0, 0, 0, 0);

  /** Which of them a person is. */
  enum HardCase {
    NONE,
    VPN,
    DOCKED,
    RANDOM_MAC,
    REUSED_IP,
    DUPLICATE_HOST_NAME
  }

  /** Refuses what is no share. */
  public IdentityShares {
    share("at-home", atHome);
    share("vpn", vpn);
    share("docked", docked);
    share("random-mac", randomMac);
    share("reused-ip", reusedIp);
    share("duplicate-host-name", duplicateHostName);
    share("sum of the hard cases", vpn + docked + randomMac + reusedIp + duplicateHostName);
  }

  /**
   * The case of a person.
   *
   * @param pairKey the same for two colleagues; 0 for one without
   * @param key the person's
   */
  HardCase draw(long pairKey, long key) {
    double pair = pairKey == 0 ? 1 : Draws.uniform(pairKey, 50);
    if (pair < reusedIp) {
      return HardCase.REUSED_IP;
    }
    if (pair < reusedIp + duplicateHostName) {
      return HardCase.DUPLICATE_HOST_NAME;
    }
    double own = Draws.uniform(key, 51) * (1 - reusedIp - duplicateHostName);
    return own < vpn
        ? HardCase.VPN
        : own < vpn + docked
            ? HardCase.DOCKED
            : own < vpn + docked + randomMac ? HardCase.RANDOM_MAC : HardCase.NONE;
  }

  private static void share(String key, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "simulate.identities." + key + " is " + share + "; allowed: 0 to 1");
    }
  }
}
