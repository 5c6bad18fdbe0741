package dev.odeon.nn.oracle;

import dev.odeon.nn.rewrite.DeadCode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Makes a failing case small: as long as it still fails, it loses outputs, equations, lanes,
/// elements and odd numbers.
///
/// An equation is lost by making its results inputs that hold what the interpreter computed, so
/// that the equations after it still see the numbers at which they fail.
public final class GraphShrinker {
  private static final int MOST_TRIALS = 4000;

  private static final List<Function<GraphCase, Stream<GraphCase>>> STEPS =
      List.of(
          FewerOutputs::of,
          FewerEquations::of,
          FewerLanes::of,
          SimplerSubgraphs::of,
          SmallerShapes::of,
          SimplerNumbers::of);

  private int trials;

  private GraphShrinker() {}

  /// The smallest case found for which `fails` holds, as it does for `start`.
  public static GraphCase shrink(GraphCase start, Predicate<GraphCase> fails) {
    GraphShrinker shrinker = new GraphShrinker();
    GraphCase smallest = start;
    while (true) {
      GraphCase now = smallest;
      Optional<GraphCase> next =
          STEPS.stream()
              .flatMap(step -> step.apply(now))
              .map(GraphShrinker::withoutDeadCode)
              .filter(candidate -> candidate.cost() < now.cost())
              .filter(candidate -> shrinker.trials++ < MOST_TRIALS && fails.test(candidate))
              .findFirst();
      if (next.isEmpty()) {
        return smallest;
      }
      smallest = next.get();
    }
  }

  private static GraphCase withoutDeadCode(GraphCase at) {
    GraphCase live = new GraphCase(new DeadCode().apply(at.graph()), at.lanes(), at.inputs());
    return FewerInputs.of(live);
  }
}
