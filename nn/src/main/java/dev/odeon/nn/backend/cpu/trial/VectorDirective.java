package dev.odeon.nn.backend.cpu.trial;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;

/// Tells HotSpot to leave vector code to its optimising compiler.
///
/// The fast compiler inlines every vector operation and runs out of virtual registers in a kernel
/// of some dozens. If it has managed without profiling (tier 2) before it fails with profiling
/// (tier 3), HotSpot waits for a profile for ever, and the kernel never becomes fast. Interpreted
/// until the optimising compiler is done, it does.
final class VectorDirective {
  private static final String TEXT =
      """
      [{match: ["dev/odeon/nn/backend/cpu/Compiled*.*ector",
                "dev/odeon/nn/backend/cpu/kernel/OnVectors*.*"],
        c1: {Exclude: true}}]
      """;

  private VectorDirective() {}

  /// Gives the directive. Where there is no way to, nothing happens: some kernels may stay slow.
  static void give() {
    try {
      Path file = Files.createTempFile("odeon", ".json");
      try {
        Files.writeString(file, TEXT);
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "compilerDirectivesAdd",
                new Object[] {new String[] {file.toString()}},
                new String[] {String[].class.getName()});
      } finally {
        Files.delete(file);
      }
    } catch (JMException | IOException | RuntimeException | LinkageError e) {
      System.getLogger(VectorDirective.class.getName())
          .log(System.Logger.Level.DEBUG, "vector code may be compiled late", e);
    }
  }
}
