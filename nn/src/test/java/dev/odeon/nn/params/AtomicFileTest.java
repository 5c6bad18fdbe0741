package dev.odeon.nn.params;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void replacesTheContent() throws IOException {
    Path file = folder.resolve("a.txt");
    write(file, "old");
    write(file, "new");
    assertEquals("new", Files.readString(file));
    assertEquals(List.of("a.txt"), listed());
  }

  @Test
  void aFailureLeavesTheOldFileAndNoTemporaryOne() throws IOException {
    Path file = folder.resolve("a.txt");
    write(file, "old");
    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[1 << 20]);
                      throw new IOException("No space left on device");
                    }));
    assertEquals("cannot write " + file + ": No space left on device", thrown.getMessage());
    assertThrows(
        IllegalStateException.class,
        () ->
            AtomicFile.write(
                file,
                out -> {
                  throw new IllegalStateException();
                }));
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("a.txt"), listed());
  }

  @Test
  void aLinkIsFollowed() throws IOException {
    Path file = folder.resolve("real.txt");
    write(file, "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), Path.of("real.txt"));
    write(link, "new");
    assertTrue(Files.isSymbolicLink(link), "the link was replaced");
    assertEquals("new", Files.readString(file));
  }

  @Test
  void impossibleTargetsAreNamedBeforehand() throws IOException {
    Path taken = folder.resolve("file");
    write(taken, "");
    assertUnwritable(folder, "it is a folder");
    assertUnwritable(folder.resolve("none/a"), "does not exist");
    assertUnwritable(taken.resolve("a"), "does not exist");
    assertUnwritable(Path.of("/dev/full"), "it is not a regular file");
    assertUnwritable(Path.of("/proc/odeon-test"), "/proc/");
    AtomicFile.requireWritable(folder.resolve("b"));
    assertEquals(List.of("file"), listed());
  }

  @Test
  void anInterruptDoesNotDisturbAndIsKept() throws IOException {
    Path file = folder.resolve("a.txt");
    Thread.currentThread().interrupt();
    write(file, "content");
    assertTrue(Thread.interrupted(), "the interrupt was lost");
    assertEquals("content", Files.readString(file));
  }

  @Test
  void aKilledWriterLeavesTheOldOrTheNewFile() throws IOException, InterruptedException {
    Path file = folder.resolve("model.safetensors");
    for (int round = 0; round < 4; round++) {
      Process writer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  origin(EndlessWriter.class) + File.pathSeparator + origin(AtomicFile.class),
                  EndlessWriter.class.getName(),
                  file.toString())
              .inheritIO()
              .start();
      for (int wait = 0; wait < 3000 && writer.isAlive() && !Files.exists(file); wait++) {
        Thread.sleep(10);
      }
      Thread.sleep(7L * round);
      writer.destroyForcibly().waitFor();
      double[] values =
          SafetensorsReader.read(file)
              .tensors()
              .getOrDefault("a", EndlessWriter.tensor(-1))
              .toDoubles();
      assertTrue(values[0] >= 0, "tensor missing");
      assertEquals(values[0], values[values.length - 1], "mixed content");
      Files.delete(file);
    }
  }

  private void assertUnwritable(Path path, String part) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> AtomicFile.requireWritable(path))
                .getMessage());
    assertTrue(
        message.startsWith("cannot write " + path + ": ") && message.contains(part), message);
    assertThrows(IOException.class, () -> write(path, "x"));
  }

  private List<String> listed() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Path origin(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  private static void write(Path path, String text) throws IOException {
    AtomicFile.write(path, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
