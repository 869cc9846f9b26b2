package io.meetinginsights.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFs;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;

/**
 * {@link LocalFiles} for {@code FileContext}, by which Delta puts a commit in its place: a file is
 * written under another name and then renamed, unless a file of that name is there.
 *
 * <p>Hadoop looks whether there is one and renames after that, and a second process that looks in
 * between replaces the commit of the first. A hard link to the written file is one step, and fails
 * if there is one.
 */
public final class LocalFilesContext extends ChecksumFs {

  /** As Hadoop makes it. */
  public LocalFilesContext(URI uri, Configuration hadoop) throws IOException, URISyntaxException {
    super(new Raw(uri, hadoop));
  }

  private static final class Raw extends DelegateToFileSystem {

    private final LocalFiles.Raw files;

    Raw(URI uri, Configuration hadoop) throws IOException, URISyntaxException {
      this(uri, hadoop, new LocalFiles.Raw());
    }

    private Raw(URI uri, Configuration hadoop, LocalFiles.Raw files)
        throws IOException, URISyntaxException {
      super(uri, files, hadoop, LocalFiles.SCHEME, false);
      this.files = files;
    }

    @Override
    public int getUriDefaultPort() {
      return -1;
    }

    /** Each operating system has rules of its own for names, and refuses what breaks them. */
    @Override
    public boolean isValidName(String name) {
      return true;
    }

    @Override
    public void renameInternal(Path from, Path to) throws IOException {
      java.nio.file.Path source = files.named(from);
      java.nio.file.Path target = files.named(to);
      try {
        if (Files.isRegularFile(source)) {
          link(source, target);
        } else {
          Files.move(source, target);
        }
      } catch (java.nio.file.FileAlreadyExistsException other) {
        throw (IOException)
            new FileAlreadyExistsException("File " + to + " is there already").initCause(other);
      } catch (NoSuchFileException none) {
        throw (IOException)
            new FileNotFoundException("Neither a file " + from + " nor a folder for " + to)
                .initCause(none);
      }
    }

    private static void link(java.nio.file.Path source, java.nio.file.Path target)
        throws IOException {
      try {
        Files.createLink(target, source);
      } catch (UnsupportedOperationException noLinks) {
        // As safe as Hadoop's own, on the rare disk that has no links.
        Files.move(source, target);
        return;
      }
      Files.delete(source);
    }

    @Override
    public void renameInternal(Path from, Path to, boolean isReplacing) throws IOException {
      if (isReplacing && files.pathToFile(from).isFile() && !files.pathToFile(to).isDirectory()) {
        Files.move(
            files.named(from),
            files.named(to),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } else {
        super.renameInternal(from, to, isReplacing);
      }
    }
  }
}
