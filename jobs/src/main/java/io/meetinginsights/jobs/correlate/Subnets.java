package io.meetinginsights.jobs.correlate;

/** Addresses and the subnets they lie in, as Spark SQL. Only IPv4 subnets are understood. */
final class Subnets {

  private static final String ADDRESS = "^\\\\d{1,3}([.]\\\\d{1,3}){3}$";

  private Subnets() {}

  /**
   * SQL of whether an address lies in one of the subnets (array of CIDR); true where the array
   * names none of the address's kind, since then nobody has said which there are.
   */
  static String isWithin(String ip, String subnets) {
    String known = "filter(%s, s -> split(s, '/')[0] RLIKE '%s')".formatted(subnets, ADDRESS);
    return "(NOT %1$s RLIKE '%2$s' OR coalesce(size(%3$s), 0) <= 0 OR exists(%3$s, s -> %4$s))"
        .formatted(
            ip,
            ADDRESS,
            known,
            "%s DIV %s = %s DIV %s"
                .formatted(number(ip), size("s"), number("split(s, '/')[0]"), size("s")));
  }

  private static String number(String ip) {
    return "aggregate(split(%s, '[.]'), 0L, (n, octet) -> n * 256 + try_cast(octet AS BIGINT))"
        .formatted(ip);
  }

  /** How many addresses a subnet has; one where no length stands behind it. */
  private static String size(String subnet) {
    return "CAST(pow(2, 32 - coalesce(try_cast(try_element_at(split(%s, '/'), 2) AS INT), 32)) AS BIGINT)"
        .formatted(subnet);
  }
}
