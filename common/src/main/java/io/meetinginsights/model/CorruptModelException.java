package io.meetinginsights.model;

/** A model file of the registry cannot be used: which file, where in it, and what is wrong. */
public class CorruptModelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String file;
  private final String key;

  /**
   * @param file the file as the caller named it
   * @param key the JSON key at fault, such as {@code trees[3].cover}; empty for the file as a whole
   * @param problem what is wrong
   * @param cause what found it, or null
   */
  public CorruptModelException(String file, String key, String problem, Throwable cause) {
    super(
        "Cannot use the model file %s%s: %s. Restore the file from a backup, roll back to another version, or train anew."
            .formatted(file, key.isEmpty() ? "" : ", key '" + key + "'", problem),
        cause);
    this.file = file;
    this.key = key;
  }

  /** The file. */
  public String file() {
    return file;
  }

  /** The JSON key at fault; empty if it is the file as a whole. */
  public String key() {
    return key;
  }
}
