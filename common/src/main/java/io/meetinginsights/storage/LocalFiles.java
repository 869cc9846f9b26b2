package io.meetinginsights.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system, checksums included, without its child processes. Without Hadoop's
 * native library, which no registry has, Hadoop starts {@code chmod}, {@code ls} or {@code
 * readlink} for nearly every file: 1,094 processes in one load. Here {@code java.nio.file} does it.
 *
 * <p>{@link LocalFilesContext} is the same for Hadoop's other interface, {@code FileContext}, which
 * Delta commits through.
 *
 * <p>Example: {@code LocalFiles.use(hadoop)}, before anybody asks {@code hadoop} for a local file.
 */
public final class LocalFiles extends LocalFileSystem {

  static final String SCHEME = "file";

  /**
   * Settings that make this the local file system, for {@link Configuration} or, prefixed, Spark.
   */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "fs.file.impl", LocalFiles.class.getName(),
          "fs.AbstractFileSystem.file.impl", LocalFilesContext.class.getName());

  /** As Hadoop makes it. */
  public LocalFiles() {
    super(new Raw());
  }

  /** Makes this the local file system of a configuration, in this process from now on. */
  public static void use(Configuration hadoop) {
    SETTINGS.forEach(hadoop::set);
    try {
      FileSystem cached = FileSystem.getLocal(hadoop);
      if (!(cached instanceof LocalFiles)) {
        // spark-submit has looked for its jars already, and Hadoop keeps file systems by scheme.
        cached.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The local file system cannot be opened", e);
    }
  }

  /** Below the checksums. */
  static final class Raw extends RawLocalFileSystem {

    /** All that a status holds, in one look at the file. */
    private static final String ATTRIBUTES =
        "unix:mode,size,isDirectory,lastModifiedTime,lastAccessTime,owner,group";

    private static final boolean IS_UNIX =
        FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    private static final int PERMISSION_BITS = 01777;

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
      if (!IS_UNIX) {
        return super.getFileStatus(path);
      }
      java.nio.file.Path file = named(path);
      try {
        Map<String, Object> found = Files.readAttributes(file, ATTRIBUTES);
        boolean isDirectory = (Boolean) found.get("isDirectory");
        return new FileStatus(
            (Long) found.get("size"),
            isDirectory,
            1,
            getDefaultBlockSize(path),
            ((FileTime) found.get("lastModifiedTime")).toMillis(),
            ((FileTime) found.get("lastAccessTime")).toMillis(),
            new FsPermission((short) ((Integer) found.get("mode") & PERMISSION_BITS)),
            ((UserPrincipal) found.get("owner")).getName(),
            ((GroupPrincipal) found.get("group")).getName(),
            new Path(file.toString()).makeQualified(getUri(), getWorkingDirectory()));
      } catch (NoSuchFileException none) {
        throw missing(path, none);
      } catch (FileSystemException e) {
        if (String.valueOf(e.getReason()).contains("Not a directory")) {
          // A file stands where one of its folders would be.
          throw missing(path, e);
        }
        throw e;
      }
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
      return IS_UNIX && pathToFile(path).isFile()
          ? new FileStatus[] {getFileStatus(path)}
          : super.listStatus(path);
    }

    @Override
    public FileStatus getFileLinkStatus(Path path) throws IOException {
      java.nio.file.Path file = named(path);
      if (!Files.isSymbolicLink(file)) {
        return getFileStatus(path);
      }
      Path target = new Path(makeQualified(path).getParent(), getLinkTarget(path));
      try {
        FileStatus whole = getFileStatus(path);
        return new FileStatus(
            whole.getLen(),
            false,
            whole.getReplication(),
            whole.getBlockSize(),
            whole.getModificationTime(),
            whole.getAccessTime(),
            whole.getPermission(),
            whole.getOwner(),
            whole.getGroup(),
            target,
            path);
      } catch (FileNotFoundException dangling) {
        return new FileStatus(
            0, false, 0, 0, 0, 0, FsPermission.getDefault(), "", "", target, path);
      }
    }

    @Override
    public Path getLinkTarget(Path path) throws IOException {
      java.nio.file.Path file = named(path);
      return Files.isSymbolicLink(file) ? new Path(Files.readSymbolicLink(file).toString()) : null;
    }

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      if (!IS_UNIX) {
        super.setPermission(path, permission);
        return;
      }
      try {
        // Not by names such as rwxr-x---: those have no place for the sticky bit.
        Files.setAttribute(named(path), "unix:mode", (int) permission.toShort());
      } catch (NoSuchFileException none) {
        throw missing(path, none);
      }
    }

    @Override
    public void setOwner(Path path, String user, String group) throws IOException {
      PosixFileAttributeView file =
          Files.getFileAttributeView(named(path), PosixFileAttributeView.class);
      if (file == null) {
        super.setOwner(path, user, group);
        return;
      }
      UserPrincipalLookupService names = FileSystems.getDefault().getUserPrincipalLookupService();
      if (user != null) {
        file.setOwner(names.lookupPrincipalByName(user));
      }
      if (group != null) {
        file.setGroup(names.lookupPrincipalByGroupName(group));
      }
    }

    /** The path as the operating system knows it. */
    java.nio.file.Path named(Path path) throws IOException {
      try {
        return pathToFile(path).toPath();
      } catch (InvalidPathException e) {
        throw new IOException(
            path + " has a character that this process cannot name: set LC_ALL=C.UTF-8", e);
      }
    }

    private static FileNotFoundException missing(Path path, FileSystemException cause) {
      FileNotFoundException missing = new FileNotFoundException("File " + path + " does not exist");
      missing.initCause(cause);
      return missing;
    }
  }
}
