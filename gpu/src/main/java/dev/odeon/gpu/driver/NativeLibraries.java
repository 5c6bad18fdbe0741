package dev.odeon.gpu.driver;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/// Loads JCuda's native libraries from a folder that nobody else can write to.
///
/// JCuda by itself loads whatever file of the right name lies in `java.io.tmpdir`, where every user
/// of the machine may put one. Here the file comes from the jar, its digest is checked, it is
/// written to a new folder of this user alone, JCuda is pointed there while its class is
/// initialised, and the folder is deleted.
final class NativeLibraries {
  static final String PLATFORM = "Linux amd64";
  private static final String TEMPORARY = "java.io.tmpdir";
  private static final NativeLibraries OF_THIS_PROCESS =
      new NativeLibraries(
          NativeLibraries.class.getClassLoader(),
          System.getProperty("java.library.path", ""),
          System.getProperty("os.name", "") + " " + System.getProperty("os.arch", ""));

  private final ClassLoader loader;
  private final String searchPath;
  private final String platform;
  private final Map<NativeLibrary, String> outcomes = new EnumMap<>(NativeLibrary.class);

  /// @param loader has the libraries as resources, and JCuda's classes
  /// @param searchPath where Java itself looks first
  /// @param platform operating system and architecture, as Java names them
  NativeLibraries(ClassLoader loader, String searchPath, String platform) {
    this.loader = loader;
    this.searchPath = searchPath;
    this.platform = platform;
  }

  /// Loads `library` once in the life of the process; later calls repeat the outcome.
  ///
  /// @throws DriverException with the reason, if it cannot be loaded
  static void load(NativeLibrary library) throws DriverException {
    OF_THIS_PROCESS.loadOnce(library);
  }

  synchronized void loadOnce(NativeLibrary library) throws DriverException {
    String reason = outcomes.computeIfAbsent(library, this::reasonOfFailure);
    if (!reason.isEmpty()) {
      throw DriverException.missing(reason);
    }
  }

  private String reasonOfFailure(NativeLibrary library) {
    try {
      refuseOtherPlatforms();
      refuseStrangers(library);
      Path folder = privateFolder();
      try {
        extract(library, folder);
        initialise(library, folder);
      } finally {
        delete(folder, library);
      }
      return "";
    } catch (DriverException e) {
      return String.valueOf(e.getMessage());
    } catch (IOException | ClassNotFoundException | LinkageError e) {
      return "%s cannot be loaded: %s".formatted(library.fileName(), firstLine(e));
    }
  }

  private void refuseOtherPlatforms() throws DriverException {
    if (!platform.equals(PLATFORM)) {
      throw DriverException.missing("GPUs can be used on " + PLATFORM + ", this is " + platform);
    }
  }

  /// Java's own search path comes before the folder that JCuda is pointed to.
  private void refuseStrangers(NativeLibrary library) throws DriverException {
    for (String folder : searchPath.split(File.pathSeparator, -1)) {
      Path stranger = Path.of(folder.isEmpty() ? "." : folder).resolve(library.fileName());
      if (Files.exists(stranger)) {
        throw DriverException.missing(
            stranger
                + " is not the library that Odeon brings along; remove it from Java's library"
                + " path");
      }
    }
  }

  private static Path privateFolder() throws IOException {
    Path parent = Path.of(System.getProperty(TEMPORARY, ""));
    return Files.createTempDirectory(
        parent,
        "odeon-natives",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  void extract(NativeLibrary library, Path folder) throws IOException, DriverException {
    MessageDigest digest = sha256();
    try (InputStream resource = loader.getResourceAsStream("lib/" + library.fileName())) {
      if (resource == null) {
        throw DriverException.missing(
            library.fileName()
                + " is not on the class path; add org.jcuda:jcuda-natives for linux-x86_64");
      }
      try (InputStream in = new DigestInputStream(resource, digest);
          OutputStream out =
              Files.newOutputStream(
                  folder.resolve(library.fileName()), StandardOpenOption.CREATE_NEW)) {
        in.transferTo(out);
      }
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(library.sha256())) {
      throw DriverException.missing(
          library.fileName() + " on the class path is not the file that Odeon was tested with");
    }
  }

  /// JCuda asks for `java.io.tmpdir` in the initialiser of its class. The JDK's own classes have
  /// read it before.
  private void initialise(NativeLibrary library, Path folder) throws ClassNotFoundException {
    String before = System.getProperty(TEMPORARY, "");
    System.setProperty(TEMPORARY, folder.toString());
    try {
      Class.forName(library.className(), true, loader);
    } finally {
      System.setProperty(TEMPORARY, before);
    }
  }

  private static void delete(Path folder, NativeLibrary library) throws IOException {
    Files.deleteIfExists(folder.resolve(library.fileName()));
    Files.deleteIfExists(folder);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String firstLine(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse(failure.toString());
  }
}
