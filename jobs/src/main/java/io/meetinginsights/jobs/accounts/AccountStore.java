package io.meetinginsights.jobs.accounts;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.zoom.OAuthClient.Tokens;
import io.meetinginsights.jobs.zoom.SmallFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The linked accounts: a folder each, with small files.
 *
 * <ul>
 *   <li>{@code account.enc}: the account, encrypted.
 *   <li>{@code token-NNNNNN.enc}: a generation of tokens, encrypted, never written over. The
 *       highest is the newest; the one before it stays until the newest has been used.
 *   <li>{@code rotating}: there while a refresh token is being changed for a new one.
 *   <li>{@code sync.json}: how the last fetch ended. No secret.
 * </ul>
 *
 * <p>Files are readable by their owner alone, which is checked at each reading. An account's files
 * are written under its lease.
 */
public final class AccountStore {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final FileSystem files;
  private final Path root;
  private final TokenVault vault;

  /** The store below a folder. */
  public AccountStore(Configuration hadoop, String root, TokenVault vault) {
    this.root = new Path(root);
    this.vault = vault;
    try {
      this.files = this.root.getFileSystem(hadoop);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** The linked accounts in order of their id. */
  public List<LinkedAccount> all() {
    List<LinkedAccount> accounts = new ArrayList<>();
    try {
      for (FileStatus folder : files.listStatus(root)) {
        String id = URLDecoder.decode(folder.getPath().getName(), StandardCharsets.UTF_8);
        find(id).ifPresent(accounts::add);
      }
    } catch (FileNotFoundException none) {
      return List.of();
    } catch (IOException e) {
      throw unusable(e);
    }
    accounts.sort(Comparator.comparing(LinkedAccount::accountId));
    return accounts;
  }

  /** An account, if it is linked. */
  public Optional<LinkedAccount> find(String accountId) {
    return read(accountId, "account.enc").map(bytes -> value(bytes, LinkedAccount.class));
  }

  /** An account, or an error that names those that are. */
  public LinkedAccount require(String accountId) {
    return find(accountId)
        .orElseThrow(
            () -> {
              List<String> linked = all().stream().map(LinkedAccount::accountId).toList();
              return new ConfigurationError(
                  "The Zoom account " + accountId + " is not linked",
                  linked.isEmpty() ? "no account is" : "linked are " + String.join(", ", linked),
                  "link it with: accounts link, or give one that is linked");
            });
  }

  /** Keeps an account. */
  public void save(LinkedAccount account) {
    write(account.accountId(), "account.enc", bytes(account), true);
  }

  /** Forgets an account, its tokens first. */
  public void delete(String accountId) {
    try {
      for (int generation : generations(accountId)) {
        files.delete(new Path(folder(accountId), token(generation)), false);
      }
      files.delete(folder(accountId), true);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Generations of tokens, the newest first. */
  List<Integer> generations(String accountId) {
    List<Integer> found = new ArrayList<>();
    try {
      for (FileStatus file : files.listStatus(folder(accountId))) {
        String name = file.getPath().getName();
        if (name.matches("token-\\d{6}\\.enc")) {
          found.add(Integer.parseInt(name.substring(6, 12)));
        }
      }
    } catch (FileNotFoundException none) {
      return List.of();
    } catch (IOException e) {
      throw unusable(e);
    }
    found.sort(Comparator.reverseOrder());
    return found;
  }

  private record KeptTokens(String access, String refresh, String until, Set<String> scopes) {}

  Optional<Tokens> tokens(String accountId, int generation) {
    return read(accountId, token(generation))
        .map(bytes -> value(bytes, KeptTokens.class))
        .map(
            kept ->
                new Tokens(
                    kept.access(), kept.refresh(), Instant.parse(kept.until()), kept.scopes()));
  }

  /** Keeps a new generation; when this returns it is durable. */
  void addTokens(String accountId, int generation, Tokens tokens) {
    KeptTokens kept =
        new KeptTokens(
            tokens.accessToken(),
            tokens.refreshToken(),
            tokens.expiresAt().toString(),
            new LinkedHashSet<>(tokens.scopes()));
    write(accountId, token(generation), bytes(kept), false);
  }

  void deleteTokens(String accountId, int generation) {
    try {
      files.delete(new Path(folder(accountId), token(generation)), false);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Whether a change of refresh tokens was begun and its end was not seen. */
  boolean isRotating(String accountId) {
    try {
      return files.exists(new Path(folder(accountId), "rotating"));
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  void beginRotation(String accountId) {
    writePlain(accountId, "rotating", new byte[0]);
  }

  void endRotation(String accountId) {
    try {
      files.delete(new Path(folder(accountId), "rotating"), false);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** How the last fetch ended. */
  public SyncState sync(String accountId) {
    try (InputStream in = files.open(new Path(folder(accountId), "sync.json"))) {
      return JSON.readValue(in, SyncState.class);
    } catch (FileNotFoundException never) {
      return SyncState.never();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Keeps how a fetch ended. */
  public void saveSync(String accountId, SyncState state) {
    writePlain(accountId, "sync.json", bytes(state));
  }

  private static String token(int generation) {
    return String.format("token-%06d.enc", generation);
  }

  private Path folder(String accountId) {
    return new Path(root, folderName(accountId));
  }

  /** An account id as a folder's name. */
  public static String folderName(String accountId) {
    return URLEncoder.encode(accountId, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Optional<byte[]> read(String accountId, String name) {
    Path path = new Path(folder(accountId), name);
    try (InputStream in = files.open(path)) {
      requireOwnerAlone(path);
      return Optional.of(vault.decrypt(in.readAllBytes(), accountId + "/" + name));
    } catch (FileNotFoundException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void requireOwnerAlone(Path path) throws IOException {
    if (!(files instanceof LocalFileSystem)) {
      return;
    }
    FsPermission mode = files.getFileStatus(path).getPermission();
    boolean isOpen = (mode.toShort() & 0077) != 0;
    if (isOpen) {
      throw new ConfigurationError(
          "The file " + path + " can be read by others",
          "its mode is " + mode,
          "chmod 600 "
              + path.toUri().getPath()
              + "; it is encrypted, yet whoever changed the mode may have more");
    }
  }

  private void write(
      String accountId, String name, byte[] plain, boolean isReplacing) { // OK: private
    byte[] sealed = vault.encrypt(plain, accountId + "/" + name);
    Path path = new Path(folder(accountId), name);
    try {
      if (!isReplacing && !SmallFiles.addForOwner(files, path, sealed)) {
        throw new IllegalStateException(path + " is there already: two wrote at once");
      }
      if (isReplacing) {
        SmallFiles.replaceForOwner(files, path, sealed);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void writePlain(String accountId, String name, byte[] content) {
    try {
      SmallFiles.replace(files, new Path(folder(accountId), name), content);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static byte[] bytes(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T value(byte[] bytes, Class<T> type) {
    try {
      return JSON.readValue(bytes, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ConfigurationError unusable(IOException e) {
    return new ConfigurationError(
        "The linked accounts under " + root + " can not be read or written",
        e.getClass().getSimpleName(),
        "set accounts.store to a place this user may write to",
        e);
  }
}
