import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Checks or rewrites every Java source below a directory with google-java-format: `java -cp
/// google-java-format.jar JavaFormat.java check|apply DIRECTORY`. Run by the build.
final class JavaFormat {

  private static final Set<String> SKIPPED = Set.of("target", "out", "resources", ".git", ".idea");

  public static void main(String[] args) throws IOException {
    boolean apply = args[0].equals("apply");
    Path root = Path.of(args[1]).toAbsolutePath().normalize();
    List<String> badly = Collections.synchronizedList(new ArrayList<>());
    try (Stream<Path> files = sources(root).parallelStream()) {
      files.forEach(file -> visit(root, file, apply, badly));
    }
    if (!badly.isEmpty()) {
      badly.stream().sorted().forEach(System.err::println);
      System.err.println("Not in google-java-format; `mvn -N -Pformat verify` rewrites them.");
      System.exit(1);
    }
  }

  private static void visit(Path root, Path file, boolean apply, List<String> badly) {
    try {
      String source = Files.readString(file);
      String formatted = format(source);
      if (formatted.equals(source)) {
        return;
      }
      if (apply) {
        Files.writeString(file, formatted);
        System.out.println("formatted " + root.relativize(file));
      } else {
        badly.add(root.relativize(file).toString());
      }
    } catch (FormatterException e) {
      badly.add(root.relativize(file) + ": " + e.getMessage());
    } catch (IOException e) {
      badly.add(root.relativize(file) + ": " + e);
    }
  }

  private static String format(String source) throws FormatterException {
    String imports = ImportOrderer.reorderImports(source, Style.GOOGLE);
    return new Formatter().formatSource(RemoveUnusedImports.removeUnusedImports(imports));
  }

  private static List<Path> sources(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return SKIPPED.contains(directory.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }
}
