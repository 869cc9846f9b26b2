package io.meetinginsights.jobs.accounts;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
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
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Encrypts what is kept of a link with AES-256-GCM of Google Tink. The key is 32 bytes in base64,
 * from an environment variable or from a file that its owner alone may read. What was encrypted for
 * one file of one account does not open in the place of another.
 */
public final class TokenVault {

  private static final int KEY_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ALONE =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Aead aead;

  private TokenVault(byte[] key) {
    try {
      AeadConfig.register();
      AesGcmParameters parameters =
          AesGcmParameters.builder()
              .setKeySizeBytes(KEY_BYTES)
              .setIvSizeBytes(12)
              .setTagSizeBytes(16)
              .setVariant(AesGcmParameters.Variant.NO_PREFIX)
              .build();
      AesGcmKey aes =
          AesGcmKey.builder()
              .setParameters(parameters)
              .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
              .build();
      KeysetHandle keys =
          KeysetHandle.newBuilder()
              .addEntry(KeysetHandle.importKey(aes).withFixedId(1).makePrimary())
              .build();
      this.aead = keys.getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not available in this JVM", e);
    }
  }

  /**
   * The vault of the configured key. Where neither the variable nor the file is there, the file is
   * made: it is then the only thing that opens the tokens.
   */
  public static TokenVault open(AccountsConfig config, Map<String, String> environment) {
    String text = environment.get(config.keyEnv());
    if (text != null && !text.isBlank()) {
      return new TokenVault(key(text, "the environment variable " + config.keyEnv()));
    }
    if (config.keyFile().isBlank()) {
      throw new ConfigurationError(
          "There is no key to the linked accounts",
          "the environment variable "
              + config.keyEnv()
              + " is not set and accounts.key-file is empty",
          "put 32 random bytes in base64 into that variable (openssl rand -base64 32), or name a file");
    }
    Path file = Path.of(config.keyFile());
    try {
      if (!Files.exists(file)) {
        make(file);
      }
      requireOwnerAlone(file);
      return new TokenVault(key(Files.readString(file), "the key file " + file));
    } catch (IOException e) {
      throw new ConfigurationError(
          "The key file " + file + " can neither be read nor made",
          e.getClass().getSimpleName(),
          "set accounts.key-file to a path this user may write to, or set " + config.keyEnv(),
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

  private static byte[] key(String text, String source) {
    try {
      byte[] key = Base64.getDecoder().decode(text.strip());
      if (key.length == KEY_BYTES) {
        return key;
      }
    } catch (IllegalArgumentException notBase64) {
      // Told below without the text: it may be a key in another form.
    }
    throw new ConfigurationError(
        "The key to the linked accounts cannot be used",
        source + " does not hold 32 bytes in base64",
        "make one with: openssl rand -base64 32");
  }

  byte[] encrypt(byte[] plain, String place) {
    try {
      return aead.encrypt(plain, place.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Encryption failed", e);
    }
  }

  byte[] decrypt(byte[] sealed, String place) {
    try {
      return aead.decrypt(sealed, place.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new ConfigurationError(
          "A linked account cannot be opened",
          "the key is another one than at linking, or the file " + place + " was changed",
          "give the key the account was linked with; if it is lost, unlink by deleting the account's folder and link again",
          e);
    }
  }
}
