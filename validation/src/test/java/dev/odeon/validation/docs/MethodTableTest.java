package dev.odeon.validation.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.ode.Methods;
import dev.odeon.ode.Road;
import dev.odeon.ode.method.ButcherTableau;
import dev.odeon.ode.method.ExplicitRungeKutta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The tables of methods in `docs/solving.md` say what the methods are.
final class MethodTableTest {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", ""))
          .toAbsolutePath()
          .getParent()
          .resolve("docs/solving.md");

  /// The columns that follow from the tableau; sources are checked by their year.
  private static String expected(ExplicitRungeKutta method) {
    ButcherTableau tableau = method.tableau();
    String embedded = tableau.hasErrorEstimate() ? "" + tableau.embeddedOrder() : "none";
    int further = tableau.allStages() - tableau.stages();
    return "| `%s` | %d | %s | %d | %d%s | %s | "
        .formatted(
            method.name(),
            tableau.order(),
            tableau.hasSecondEstimate() ? embedded + ", 3" : embedded,
            tableau.denseOrder(),
            tableau.stages() - 1,
            further > 0 ? " + " + further : "",
            Methods.roads(method.name()).contains(Road.HIPPARCHUS) ? "lanes, Hipparchus" : "lanes");
  }

  @Test
  void everyExplicitMethodHasItsRow() throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    for (String name : Methods.names()) {
      if (Methods.named(name) instanceof ExplicitRungeKutta method) {
        String begin = expected(method);
        List<String> rows = lines.stream().filter(line -> line.startsWith(begin)).toList();
        assertEquals(1, rows.size(), "rows of " + PAGE + " that begin with " + begin);
        String source = rows.getFirst().substring(begin.length());
        String year = source.replaceAll(".*(\\d{4}).*", "$1");
        String citation = Methods.citation(name);
        assertTrue(citation.contains(year), name + ": '" + source + "', but " + citation);
      }
    }
  }

  @Test
  void noMethodIsMissing() throws IOException {
    List<String> missing = new ArrayList<>(Methods.names());
    missing.removeIf(name -> name.contains(":"));
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("| `")) {
        String names = line.substring(0, line.indexOf('|', 1));
        missing.removeIf(name -> names.contains("`" + name + "`"));
      }
    }
    assertEquals(List.of(), missing, "methods without a row in " + PAGE);
  }
}
