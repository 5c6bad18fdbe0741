package dev.odeon.validation.precision;

import dev.odeon.validation.problem.EndProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Measures all solvers on all problems and draws diagrams for each.
public final class WorkPrecisionDiagrams {
  private WorkPrecisionDiagrams() {}

  /// Draws into a folder, and prints a JSON object a point.
  ///
  /// @param folder where the pictures go; made if it is not there
  /// @param wanted names of problems; none for all
  /// @throws IllegalArgumentException if there is no such problem
  public static void draw(Path folder, List<String> wanted) {
    List<EndProblem> all = EndProblem.all();
    for (String name : wanted) {
      if (all.stream().noneMatch(problem -> problem.name().equals(name))) {
        throw new IllegalArgumentException("there is no problem '" + name + "', only " + all);
      }
    }
    if (Sundials.installed().isEmpty()) {
      System.err.println("CVODE is left out: libsundials_cvode.so.6 is not installed.");
    }
    try {
      Files.createDirectories(folder);
      for (EndProblem problem : all) {
        if (wanted.isEmpty() || wanted.contains(problem.name())) {
          Comparison comparison = Comparison.of(problem, works(problem));
          comparison.draw(folder);
          print(comparison);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// On the many problems of DETEST evaluations have to do.
  private static List<Work> works(EndProblem problem) {
    boolean small = EndProblem.detest().stream().anyMatch(p -> p.name().equals(problem.name()));
    return small ? List.of(Work.EVALUATIONS) : List.of(Work.values());
  }

  private static void print(Comparison comparison) {
    comparison
        .measured()
        .forEach(
            (method, points) ->
                points.forEach(
                    point ->
                        System.out.printf(
                            Locale.ROOT,
                            "{\"problem\": \"%s\", \"method\": \"%s\", \"tolerance\": %.0e, \"error\": %s, \"ms\": %.4g, \"evaluations\": %d}%n",
                            comparison.problem().name(),
                            method,
                            point.tolerance(),
                            point.reachedTheEnd()
                                ? String.format(Locale.ROOT, "%.3g", point.error())
                                : "null",
                            point.millis(),
                            point.evaluations())));
  }
}
