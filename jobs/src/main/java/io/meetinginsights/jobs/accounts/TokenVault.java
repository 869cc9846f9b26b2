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
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;

/**
 * Encrypts what is kept of a link with AES-256-GCM of Google Tink. The key is 32 bytes in base64,
 * from an environment variable or from a file that its owner alone may read. What was encrypted for
 * one file of one account does not open in the place of another.
 */
public final class TokenVault {

  private static final int KEY_BYTES = 32;

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
    return new TokenVault(
        new KeySource("the linked accounts", config.keyEnv(), config.keyFile(), "accounts.key-file")
            .read(environment));
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
          "give the key the account was linked with; if it is lost, unlink by deleting the"
              + " account's folder and link again",
          e);
    }
  }
}
