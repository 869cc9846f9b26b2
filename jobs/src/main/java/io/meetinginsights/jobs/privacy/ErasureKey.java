package io.meetinginsights.jobs.privacy;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.accounts.KeySource;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret behind tombstones (HMAC-SHA-256) and behind what an unfinished erasure remembers
 * (AES-256-GCM), each under a key of its own derived from it. Without it a tombstone cannot be
 * tested against a guess.
 */
public final class ErasureKey {

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final byte[] tombstones;
  private final byte[] work;

  private ErasureKey(byte[] key) {
    this.tombstones = hmac(key, "tombstones");
    this.work = hmac(key, "unfinished erasures");
  }

  /** The configured key; its file is made where there is none. */
  public static ErasureKey open(PrivacyConfig config, Map<String, String> environment) {
    return new ErasureKey(
        new KeySource(
                "erasures",
                config.erasureKeyEnv(),
                config.erasureKeyFile(),
                "privacy.erasure-key-file")
            .read(environment));
  }

  byte[] tombstoneKey() {
    return tombstones.clone();
  }

  /** A tombstone. */
  static String tombstone(byte[] key, String kind, String identifier) {
    return HexFormat.of().formatHex(hmac(key, kind + "\u0001" + identifier), 0, 16);
  }

  byte[] encrypt(byte[] plain, String place) {
    byte[] nonce = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, place);
      byte[] sealed = cipher.doFinal(plain);
      byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
      return whole;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Encryption failed", e);
    }
  }

  byte[] decrypt(byte[] whole, String place) {
    try {
      return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(whole, NONCE_BYTES), place)
          .doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new ConfigurationError(
          "The unfinished erasure " + place + " cannot be opened",
          "the erasure key is another one than at its begin, or the file was changed",
          "give the key it was begun with, or remove the folder "
              + place
              + " and ask for the erasure again",
          e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(work, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is not available in this JVM", e);
    }
  }
}
