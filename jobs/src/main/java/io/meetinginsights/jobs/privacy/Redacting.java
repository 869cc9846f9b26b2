package io.meetinginsights.jobs.privacy;

/** The edit of landed lines by marks; with a scan, only of lines in which it finds something. */
public final class Redacting implements LandingRewrite.LineEdit {

  private static final long serialVersionUID = 1L;

  private final LineRedaction redaction;
  private final IdentifierScan scan;
  private final boolean isEveryCall;

  private Redacting(Marks marks, IdentifierScan scan, boolean isEveryCall) {
    this.redaction = new LineRedaction(marks);
    this.scan = scan;
    this.isEveryCall = isEveryCall;
  }

  /** What a subject's lines lose. */
  public static Redacting of(Subject subject) {
    return new Redacting(subject.marks(), subject.scan(), subject.isInEveryCall());
  }

  /** What lines lose by tombstones: a hash cannot be searched for, so each line is opened. */
  public static Redacting of(Marks tombstones) {
    return new Redacting(tombstones, null, false);
  }

  @Override
  public boolean isCandidate(LandingRewrite.Place file, int line, byte[] bytes) {
    return scan == null || isEveryCall || scan.finds(bytes);
  }

  @Override
  public LineRedaction.Edited edit(LandingRewrite.Place file, int line, String text) {
    return redaction.line(file.dataset(), file.account(), text);
  }

  /** As {@link #isCandidate} for a line of bronze. */
  public boolean isCandidate(byte[] body, byte[] params, byte[] request) {
    return scan == null
        || isEveryCall
        || body != null && scan.finds(body)
        || params != null && scan.finds(params)
        || request != null && scan.finds(request);
  }

  /** The redaction itself. */
  public LineRedaction redaction() {
    return redaction;
  }
}
