package io.meetinginsights.jobs.digest;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.jobs.digest.DigestConfig.EmailConfig;
import io.meetinginsights.jobs.digest.DigestConfig.Security;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A digest as an e-mail of plain text, over SMTP. */
final class DigestMail {

  private final EmailConfig config;
  private final Map<String, String> environment;

  DigestMail(EmailConfig config, Map<String, String> environment) {
    this.config = config;
    this.environment = environment;
  }

  /** Sends it and says to whom. */
  String send(Map<String, Object> digest, String id) {
    String password =
        config.user().isEmpty() ? null : DigestDelivery.secret(environment, config.passwordEnv());
    if (!config.user().isEmpty() && password == null) {
      throw new ConfigurationError(
          "The digest cannot be sent by e-mail",
          "digest.email.user is " + config.user() + " and " + config.passwordEnv() + " is not set",
          "set the environment variable " + config.passwordEnv() + " to the password");
    }
    InternetAddress from = address("from", config.from());
    InternetAddress[] to =
        config.to().stream().map(each -> address("to", each)).toArray(InternetAddress[]::new);
    Session session = Session.getInstance(properties());
    try {
      MimeMessage message = new Named(session, id, from);
      message.setFrom(from);
      message.setRecipients(Message.RecipientType.TO, to);
      List<?> left = (List<?>) digest.get("left_their_band");
      // No names here: what a site is called may hold anything.
      message.setSubject(
          "Meetings on "
              + digest.get("day")
              + ": "
              + (left.size() == 1 ? "1 site was" : left.size() + " sites were")
              + " worse than usual",
          StandardCharsets.UTF_8.name());
      message.setSentDate(Date.from(Instant.now())); // OK: stamps the mail, decides nothing
      message.setText(
          String.join("\n", Digest.lines(digest)) + "\n", StandardCharsets.UTF_8.name());
      try (Transport transport = session.getTransport()) {
        if (password == null) {
          transport.connect();
        } else {
          transport.connect(config.user(), password);
        }
        message.saveChanges();
        transport.sendMessage(message, to);
      }
    } catch (MessagingException e) {
      throw new UpstreamError(
          "The digest was not taken by the mail server " + config.host() + ":" + config.port(),
          reason(e),
          "check digest.email (host, port, security, user, from, to) and that the server is up, then"
              + " run the command again",
          e);
    }
    return "Sent by e-mail to " + String.join(", ", config.to()) + ".";
  }

  private static String reason(MessagingException e) {
    StringBuilder reason = new StringBuilder();
    for (Exception cause = e; cause != null; cause = next(cause)) {
      reason
          .append(reason.length() == 0 ? "" : "; ")
          .append(cause.getClass().getSimpleName())
          .append(": ")
          .append(String.valueOf(cause.getMessage()).strip());
    }
    return reason.toString();
  }

  private static Exception next(Exception cause) {
    return cause instanceof MessagingException messaging ? messaging.getNextException() : null;
  }

  private Properties properties() {
    Properties properties = new Properties();
    String protocol = config.security() == Security.TLS ? "smtps" : "smtp";
    String timeout = Integer.toString(1000 * config.timeoutSeconds());
    properties.put("mail.transport.protocol", protocol);
    for (Map.Entry<String, String> setting :
        Map.of(
                "host", config.host(),
                "port", Integer.toString(config.port()),
                "auth", Boolean.toString(!config.user().isEmpty()),
                "starttls.enable", Boolean.toString(config.security() == Security.STARTTLS),
                "starttls.required", Boolean.toString(config.security() == Security.STARTTLS),
                "ssl.checkserveridentity", "true",
                "connectiontimeout", timeout,
                "timeout", timeout,
                "writetimeout", timeout)
            .entrySet()) {
      properties.put("mail." + protocol + "." + setting.getKey(), setting.getValue());
    }
    return properties;
  }

  private static InternetAddress address(String key, String text) {
    try {
      InternetAddress address = new InternetAddress(text, true);
      address.validate();
      return address;
    } catch (AddressException e) {
      throw new ConfigurationError(
          "digest.email." + key + " " + text + " is refused",
          "it is no e-mail address: " + e.getMessage(),
          "write it as name@example.com",
          e);
    }
  }

  /** A message that keeps its id: equal digests are one mail to those who sort them by it. */
  private static final class Named extends MimeMessage {

    private final String id;

    Named(Session session, String id, InternetAddress from) {
      super(session);
      String address = from.getAddress();
      this.id = "<digest-" + id + "@" + address.substring(address.indexOf('@') + 1) + ">";
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
