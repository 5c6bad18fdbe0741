package dev.odeon.validation.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A page of the documentation: its lines and its fenced code blocks.
record Page(Path file, List<String> lines, List<CodeBlock> blocks) {
  private static final String FENCE = "```";

  /// The README and all pages below `docs`, in order of their names.
  static List<Page> all(Path root) throws IOException {
    List<Path> files = new ArrayList<>(List.of(root.resolve("README.md")));
    try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
    }
    List<Page> pages = new ArrayList<>();
    for (Path file : files) {
      pages.add(of(root.relativize(file), Files.readAllLines(file)));
    }
    return pages;
  }

  static Page of(Path file, List<String> lines) {
    List<CodeBlock> blocks = new ArrayList<>();
    int start = -1;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (start < 0 && line.startsWith(FENCE)) {
        start = i;
      } else if (start >= 0 && line.equals(FENCE)) {
        String info = lines.get(start).substring(FENCE.length()).strip();
        blocks.add(new CodeBlock(file, start + 2, info, lines.subList(start + 1, i)));
        start = -1;
      }
    }
    if (start >= 0) {
      throw new IllegalArgumentException(file + ":" + (start + 1) + ": the code block has no end");
    }
    return new Page(file, List.copyOf(lines), List.copyOf(blocks));
  }
}
