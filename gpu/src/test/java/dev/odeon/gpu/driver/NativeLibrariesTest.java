package dev.odeon.gpu.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class NativeLibrariesTest {
  private static final ClassLoader LOADER =
      Objects.requireNonNull(NativeLibrariesTest.class.getClassLoader());

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void theFileOfTheJarIsWhatIsWritten(NativeLibrary library) throws Exception {
    libraries(LOADER, "").extract(library, folder);
    byte[] written = Files.readAllBytes(folder.resolve(library.fileName()));
    try (InputStream resource =
        Objects.requireNonNull(LOADER.getResourceAsStream("lib/" + library.fileName()))) {
      assertArrayEquals(resource.readAllBytes(), written);
    }
  }

  /// A file of the right name in the temporary directory is what JCuda would load unasked: reading
  /// this one as a library fails, so that a version number shows that it was not.
  @Test
  void aPlantedLibraryIsNeverLoaded() throws Exception {
    for (NativeLibrary library : NativeLibrary.values()) {
      Files.writeString(folder.resolve(library.fileName()), "planted");
    }
    ForkedJava child =
        ForkedJava.run(
            List.of("-Djava.io.tmpdir=" + folder), folder, CompilerVersion.class.getName());
    assertTrue(child.output().matches("12\\.\\d \\Q" + folder + "\\E\n"), () -> child.output());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of(
              "libJCudaDriver-12.6.0-linux-x86_64.so", "libJNvPTXCompiler-12.6.0-linux-x86_64.so"),
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> !name.startsWith("hsperfdata"))
              .sorted()
              .toList(),
          "the private folder is gone, the planted files were left alone");
    }
  }

  @Test
  void aLibraryOnJavasOwnPathIsRefused() throws IOException {
    String name = NativeLibrary.PTX_COMPILER.fileName();
    Path planted = Files.writeString(folder.resolve(name), "planted");
    NativeLibraries libraries = libraries(LOADER, "/nowhere:" + folder);
    String expected =
        planted + " is not the library that Odeon brings along; remove it from Java's library path";
    for (int i = 0; i < 2; i++) {
      var e =
          assertThrows(DriverException.class, () -> libraries.loadOnce(NativeLibrary.PTX_COMPILER));
      assertEquals(expected, e.getMessage(), "the same each time");
    }
  }

  @Test
  void anotherFileInTheJarIsRefused() {
    ClassLoader forged =
        new ClassLoader(null) {
          @Override
          public InputStream getResourceAsStream(String name) {
            return new ByteArrayInputStream("planted".getBytes(StandardCharsets.UTF_8));
          }
        };
    var e =
        assertThrows(
            DriverException.class, () -> libraries(forged, "").loadOnce(NativeLibrary.DRIVER));
    assertEquals(
        "libJCudaDriver-12.6.0-linux-x86_64.so on the class path is not the file that Odeon was"
            + " tested with",
        e.getMessage());
  }

  @Test
  void aMissingJarIsNamed() {
    ClassLoader empty = new ClassLoader(null) {};
    var e =
        assertThrows(
            DriverException.class, () -> libraries(empty, "").loadOnce(NativeLibrary.DRIVER));
    assertEquals(
        "libJCudaDriver-12.6.0-linux-x86_64.so is not on the class path; add"
            + " org.jcuda:jcuda-natives for linux-x86_64",
        e.getMessage());
  }

  @Test
  void anotherPlatformIsNamed() {
    NativeLibraries libraries = new NativeLibraries(LOADER, "", "Windows 11 amd64");
    var e = assertThrows(DriverException.class, () -> libraries.loadOnce(NativeLibrary.DRIVER));
    assertEquals("GPUs can be used on Linux amd64, this is Windows 11 amd64", e.getMessage());
  }

  private static NativeLibraries libraries(ClassLoader loader, String searchPath) {
    return new NativeLibraries(loader, searchPath, NativeLibraries.PLATFORM);
  }

  /// Prints the version of the PTX compiler, and the temporary directory after loading it.
  static final class CompilerVersion {
    private CompilerVersion() {}

    public static void main(String[] arguments) throws DriverException {
      NativeLibraries.load(NativeLibrary.PTX_COMPILER);
      int[] major = new int[1];
      int[] minor = new int[1];
      int result = jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetVersion(major, minor);
      assertTrue(result == 0, () -> "result " + result);
      System.out.println(major[0] + "." + minor[0] + " " + System.getProperty("java.io.tmpdir"));
    }
  }
}
