package dev.odeon.validation.precision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.validation.problem.EndProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @Test
  void drawsOnePictureAKindOfWork(@TempDir Path folder) throws IOException {
    EndProblem problem =
        EndProblem.detest().stream().filter(p -> p.name().equals("A4")).findFirst().orElseThrow();
    Comparison comparison = Comparison.of(problem, List.of(Work.EVALUATIONS));
    comparison.draw(folder);
    try (var files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("a4-evaluations.png")), files.toList());
    }
    assertTrue(comparison.measured().containsKey("tsit5"), "Odeon's methods take part");
    assertTrue(
        comparison.measured().containsKey("hipparchus:dormand_prince_853"),
        "Hipparchus's methods take part under their prefix: " + comparison.measured().keySet());
    List<Measurement> points = comparison.measured().getOrDefault("tsit5", List.of());
    assertEquals(5, points.size(), "tolerances 1e-3 to 1e-11");
    assertTrue(points.getLast().error() < 1e-8 * points.getFirst().error() + 1e-10);
    assertTrue(points.getLast().evaluations() > 3 * points.getFirst().evaluations());
  }
}
