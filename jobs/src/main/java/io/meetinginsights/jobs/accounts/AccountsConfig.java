package io.meetinginsights.jobs.accounts;

/** Section {@code accounts}: where links are kept, by which key, and how one is made. */
public record AccountsConfig(
    String store, String keyEnv, String keyFile, int redirectPort, int consentSeconds) {

  public AccountsConfig {
    if (store == null || store.isBlank()) {
      throw new IllegalArgumentException("store is missing, a path is needed");
    }
    if (keyEnv == null || keyEnv.isBlank()) {
      throw new IllegalArgumentException("key-env is missing, the name of a variable is needed");
    }
    keyFile = keyFile == null ? "" : keyFile;
    if (keyFile.matches("[a-z][a-z0-9]+:.*")) {
      throw new IllegalArgumentException(
          "key-file is "
              + keyFile
              + ", a path on a disk of this machine is needed; on others give the key in the environment, see key-env");
    }
    if (redirectPort < 0 || redirectPort > 65_535) {
      throw new IllegalArgumentException(
          "redirect-port is " + redirectPort + ", 0 (any free one) to 65535 is needed");
    }
    if (consentSeconds < 1) {
      throw new IllegalArgumentException(
          "consent-seconds is " + consentSeconds + ", at least 1 is needed");
    }
  }
}
