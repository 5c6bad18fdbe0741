package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Chooses which values a backward pass keeps and which it computes again, at the least total cost:
/// a project selection problem, solved exactly as a minimum cut (Picard, Maximal closure of a graph
/// and applications to combinatorial problems, Management Science 22, 1976).
///
/// A node that stands for computing an equation again and one for needing each of its results lie
/// on the sink's side if so; the edge between them is cut, and costs, if the result is kept. If the
/// kept values exceed the budget, memory is given a price, the least that brings them below it.
final class ResidualChoice {
  /// A kept element is written, copied out and read.
  private static final long KEEP = 3;

  /// Work on shared values counts once for all lanes.
  private static final long LANES = 16;

  /// Prices are tried up to this; beyond, nothing is kept.
  private static final long HIGHEST_PRICE = 1L << 24;

  /// Halvings of the interval in which the price lies.
  private static final int REFINEMENTS = 3;

  private static final long NEVER = MinimumCut.UNBOUNDED;
  private static final int SOURCE = 0;
  private static final int SINK = 1;

  private final List<Equation> primal;
  private final Set<Value> free;
  private final Set<Value> needed;
  private final Map<Value, Integer> nodes = new HashMap<>();

  /// @param primal equations that could be computed again, in order
  /// @param free values that are there anyway
  /// @param needed what the backward pass reads
  ResidualChoice(List<Equation> primal, Set<Value> free, Set<Value> needed) {
    this.primal = primal;
    this.free = free;
    this.needed = needed;
    int next = SINK + 1 + primal.size();
    for (Equation equation : primal) {
      for (Value result : equation.results()) {
        nodes.put(result, next++);
      }
    }
  }

  /// The values to keep: at most `budget` bytes a lane.
  Set<Value> within(long budget) {
    Set<Value> rich = at(0);
    if (bytesPerLane(rich) <= budget) {
      return rich;
    }
    long tooLow = 0;
    long price = 1;
    Set<Value> poor = at(price);
    while (bytesPerLane(poor) > budget) {
      if (price >= HIGHEST_PRICE) {
        return Set.of();
      }
      tooLow = price;
      rich = poor;
      price *= 2;
      poor = at(price);
    }
    for (int i = 0; i < REFINEMENTS && price - tooLow > 1; i++) {
      long middle = (tooLow + price) >>> 1;
      Set<Value> tried = at(middle);
      if (bytesPerLane(tried) <= budget) {
        price = middle;
        poor = tried;
      } else {
        tooLow = middle;
        rich = tried;
      }
    }
    Set<Value> allowed = filled(poor, rich, budget);
    return cut(result -> allowed.contains(result) ? cost(result, 0) : NEVER);
  }

  private Set<Value> at(long price) {
    return cut(result -> cost(result, price));
  }

  /// Of what only a lower price keeps, as much as the budget has room for: where many values are
  /// worth the same, one price keeps all and the next none.
  private Set<Value> filled(Set<Value> poor, Set<Value> rich, long budget) {
    Set<Value> added = new HashSet<>(poor);
    long bytes = bytesPerLane(poor);
    for (Equation equation : primal) {
      for (Value result : equation.results()) {
        long more = bytesPerLane(List.of(result));
        if (rich.contains(result) && !poor.contains(result) && bytes + more <= budget) {
          bytes += more;
          added.add(result);
        }
      }
    }
    return added;
  }

  /// Bytes that the per-lane values among `kept` take for each lane; an element takes 8.
  static long bytesPerLane(Iterable<Value> kept) {
    long bytes = 0;
    for (Value value : kept) {
      bytes += value.scope() == Scope.PER_LANE ? Double.BYTES * (long) value.type().size() : 0;
    }
    return bytes;
  }

  /// What keeping a result costs.
  @FunctionalInterface
  private interface Keeping {
    long of(Value result);
  }

  private Set<Value> cut(Keeping keeping) {
    MinimumCut cut = new MinimumCut(SINK + 1 + primal.size() + nodes.size());
    for (int i = 0; i < primal.size(); i++) {
      Equation equation = primal.get(i);
      int again = SINK + 1 + i;
      cut.edge(SOURCE, again, weight(equation) * OperationCost.of(equation));
      for (Value result : equation.results()) {
        cut.edge(again, node(result), keep(keeping, equation, result));
        if (needed.contains(result)) {
          cut.edge(node(result), SINK, MinimumCut.UNBOUNDED);
        }
      }
      for (Value operand : equation.operands()) {
        if (nodes.containsKey(operand)) {
          cut.edge(node(operand), again, MinimumCut.UNBOUNDED);
        }
      }
    }
    boolean[] wanted = cut.sinkSide(SOURCE, SINK);
    Set<Value> kept = new HashSet<>();
    for (int i = 0; i < primal.size(); i++) {
      if (!wanted[SINK + 1 + i]) {
        primal.get(i).results().stream().filter(y -> wanted[node(y)]).forEach(kept::add);
      }
    }
    return kept;
  }

  private int node(Value value) {
    // Only results of the equations at hand are asked for.
    return nodes.getOrDefault(value, SINK);
  }

  private static long weight(Equation equation) {
    boolean lanes =
        Stream.concat(equation.operands().stream(), equation.results().stream())
            .anyMatch(value -> value.scope() == Scope.PER_LANE);
    return lanes ? LANES : 1;
  }

  private long keep(Keeping keeping, Equation equation, Value result) {
    if (equation.op() instanceof Op.Constant) {
      return NEVER;
    }
    return free.contains(result) ? 1 : keeping.of(result);
  }

  private static long cost(Value result, long price) {
    long elements = result.type().size();
    return result.scope() == Scope.PER_LANE
        ? elements * (LANES * KEEP + Double.BYTES * price)
        : elements * KEEP;
  }
}
