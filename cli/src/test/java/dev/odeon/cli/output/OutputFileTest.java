package dev.odeon.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.fault.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir Path folder;

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void replacesAFileAndLeavesNothingElse() throws IOException {
    Path path = folder.resolve("fit.json");
    new OutputFile(path).write("first");
    new OutputFile(path).write("zweite Fassung: ä");
    assertEquals("zweite Fassung: ä", Files.readString(path));
    assertEquals(List.of(path), files(), "temporary files must be gone");
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    new OutputFile(link).write("new");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(target));
  }

  @Test
  void aFileThatCannotBeCreatedIsNamed() throws IOException {
    Path path = folder.resolve("missing/fit.json");
    OutputException fault =
        assertThrows(OutputException.class, () -> new OutputFile(path).write("x"));
    assertEquals("cannot create " + path + ": the folder does not exist", fault.getMessage());
    assertEquals(ExitCode.CANNOT_CREATE, fault.exitCode());
  }

  @Test
  void aFolderInTheWayIsNamed() {
    OutputException fault =
        assertThrows(OutputException.class, () -> new OutputFile(folder).write("x"));
    assertEquals("cannot create " + folder + ": it is a folder", fault.getMessage());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsNamed() {
    Path full = Path.of("/dev/full");
    OutputException fault =
        assertThrows(OutputException.class, () -> new OutputFile(full).write("x"));
    assertEquals(ExitCode.WRITE_FAILED, fault.exitCode());
    assertEquals("cannot write /dev/full: No space left on device", fault.getMessage());
  }

  @Test
  void aFolderIsMadeWithThoseAboveIt() throws IOException {
    OutputFolder output = OutputFolder.prepare(folder.resolve("a/b"));
    output.file("fit.csv").write("t\n");
    assertEquals("t\n", Files.readString(folder.resolve("a/b/fit.csv")));
    OutputFolder.prepare(folder.resolve("a/b"));
    assertEquals(1, files().size());
  }

  @Test
  void aFileInTheWayOfAFolderIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("out"), "precious");
    OutputException fault = assertThrows(OutputException.class, () -> OutputFolder.prepare(file));
    assertEquals("cannot create " + file + ": there is a file in the way", fault.getMessage());
    assertEquals(ExitCode.CANNOT_CREATE, fault.exitCode());
    assertThrows(OutputException.class, () -> OutputFolder.prepare(file.resolve("below")));
    assertEquals("precious", Files.readString(file));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFolderThatTakesNoFilesIsNamed() {
    OutputException fault =
        assertThrows(OutputException.class, () -> OutputFolder.prepare(Path.of("/proc/self")));
    assertEquals(ExitCode.CANNOT_CREATE, fault.exitCode());
    assertTrue(fault.getMessage().startsWith("cannot create /proc/self: "), fault.getMessage());
  }
}
