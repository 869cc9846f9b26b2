package io.meetinginsights.jobs.accounts;

import io.meetinginsights.errors.ConfigurationError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Where a key of 32 bytes in base64 comes from: an environment variable, else a file that its owner
 * alone may read.
 *
 * @param of what the key opens, for messages
 * @param variable the environment variable
 * @param file the file; "" for none
 * @param setting the configuration key that names the file
 */
public record KeySource(String of, String variable, String file, String setting) {

  private static final int KEY_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ALONE =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  /** The key. Where neither the variable nor the file is there, the file is made. */
  public byte[] read(Map<String, String> environment) {
    String text = environment.get(variable);
    if (text != null && !text.isBlank()) {
      return key(text, "the environment variable " + variable);
    }
    if (file.isBlank()) {
      throw new ConfigurationError(
          "There is no key to " + of,
          "the environment variable " + variable + " is not set and " + setting + " is empty",
          "put 32 random bytes in base64 into that variable (openssl rand -base64 32), or name a"
              + " file");
    }
    Path path = Path.of(file);
    try {
      if (!Files.exists(path)) {
        make(path);
      }
      requireOwnerAlone(path);
      return key(Files.readString(path), "the key file " + path);
    } catch (IOException e) {
      throw new ConfigurationError(
          "The key file " + path + " can neither be read nor made",
          e.getClass().getSimpleName(),
          "set " + setting + " to a path this user may write to, or set " + variable,
          e);
    }
  }

  private static void make(Path file) throws IOException {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    FileAttribute<?>[] mode =
        isPosix(file.toAbsolutePath().getParent())
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ALONE)}
            : new FileAttribute<?>[0];
    try (var out =
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
      out.write(
          java.nio.ByteBuffer.wrap(
              (Base64.getEncoder().encodeToString(key) + "\n")
                  .getBytes(StandardCharsets.US_ASCII)));
    } catch (FileAlreadyExistsException raced) {
      // Another command made it in between: that one counts.
      return;
    }
  }

  private static boolean isPosix(Path place) {
    return place.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static void requireOwnerAlone(Path file) throws IOException {
    if (!isPosix(file)) {
      return;
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    boolean isOpen =
        mode.stream()
            .anyMatch(one -> one.name().startsWith("GROUP") || one.name().startsWith("OTHERS"));
    if (isOpen) {
      throw new ConfigurationError(
          "The key file " + file + " can be read by others",
          "its mode is " + PosixFilePermissions.toString(mode),
          "chmod 600 " + file + ", and think of the key as known: whoever could read it may have");
    }
  }

  private byte[] key(String text, String source) {
    try {
      byte[] key = Base64.getDecoder().decode(text.strip());
      if (key.length == KEY_BYTES) {
        return key;
      }
    } catch (IllegalArgumentException notBase64) {
      // Told below without the text: it may be a key in another form.
    }
    throw new ConfigurationError(
        "The key to " + of + " cannot be used",
        source + " does not hold 32 bytes in base64",
        "make one with: openssl rand -base64 32");
  }
}
