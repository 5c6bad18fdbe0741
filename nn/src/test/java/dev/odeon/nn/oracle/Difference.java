package dev.odeon.nn.oracle;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Where an executable departs from the interpreter.
///
/// @param candidate the name of the executable
/// @param text what differs
public record Difference(String candidate, String text) {
  /// An executable that should leave the interpreter's bits.
  ///
  /// @param name for messages
  public record Candidate(String name, Executable executable) {}

  /// The first difference, if any. All NaNs are equal; an exception is a difference.
  public static Optional<Difference> first(
      GraphCase at, Function<Graph, List<Candidate>> candidates) {
    double[][] expected = at.interpret(at.graph().outputs());
    try {
      for (Candidate candidate : candidates.apply(at.graph())) {
        Optional<Difference> found = of(at, expected, candidate);
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    } catch (RuntimeException | LinkageError e) {
      return Optional.of(new Difference("compilation", "fails: " + e));
    }
  }

  /// The first difference from what the interpreter left.
  static Optional<Difference> of(GraphCase at, double[][] expected, Candidate candidate) {
    double[][] actual;
    try {
      actual = at.run(candidate.executable());
    } catch (RuntimeException | LinkageError e) {
      return Optional.of(new Difference(candidate.name(), "fails: " + e));
    }
    for (int i = 0; i < expected.length; i++) {
      Value output = at.graph().outputs().get(i);
      for (int k = 0; k < expected[i].length; k++) {
        if (bits(output, expected[i][k]) != bits(output, actual[i][k])) {
          int lanes = output.scope() == Scope.PER_LANE ? at.lanes() : 1;
          return Optional.of(
              new Difference(
                  candidate.name(),
                  "output %d (%%%d), element %d, lane %d: expected %s, got %s"
                      .formatted(
                          i,
                          output.id(),
                          k / lanes,
                          k % lanes,
                          Spelling.of(output.type().dtype(), expected[i][k]),
                          Spelling.of(output.type().dtype(), actual[i][k]))));
        }
      }
    }
    return Optional.empty();
  }

  private static long bits(Value value, double x) {
    return value.type().dtype().isInteger()
        ? Double.doubleToRawLongBits(x)
        : Double.doubleToLongBits(x);
  }
}
