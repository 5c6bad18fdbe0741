package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.Graph;
import java.util.List;

/// What a thread does next. All arithmetic is in the graphs.
public sealed interface Statement {
  /// Runs a graph for this thread; results are assigned together after all operands were read.
  ///
  /// @param operands one an input of the graph; an array for a shared one
  /// @param results one an output
  record Apply(Graph graph, List<Operand> operands, List<Variable> results) implements Statement {
    public Apply {
      operands = List.copyOf(operands);
      results = List.copyOf(results);
      if (operands.size() != graph.inputs().size() || results.size() != graph.outputs().size()) {
        throw new IllegalArgumentException(
            "graph "
                + graph.name()
                + " has "
                + graph.inputs().size()
                + " inputs and "
                + graph.outputs().size()
                + " outputs, not "
                + operands.size()
                + " and "
                + results.size());
      }
    }
  }

  /// `targets[i] = sources[i]`, all at once.
  record Assign(List<Variable> targets, List<Variable> sources) implements Statement {
    public Assign {
      targets = List.copyOf(targets);
      sources = List.copyOf(sources);
      if (targets.size() != sources.size()) {
        throw new IllegalArgumentException(
            targets.size() + " targets for " + sources.size() + " sources");
      }
    }
  }

  /// Reads a variable from memory.
  record Load(Place place, Variable target) implements Statement {}

  /// Writes a variable to memory.
  record Store(Place place, Variable source) implements Statement {}

  /// Adds one to a counter; `before`, an `f64` scalar, is what it was.
  record Count(Memory counter, Variable before) implements Statement {}

  /// Looks whether a counter is above zero, as it is now, whoever changed it.
  record Peek(Memory counter, Variable isCounted) implements Statement {}

  /// Does one or the other.
  ///
  /// @param condition a truth value
  record When(Variable condition, List<Statement> then, List<Statement> otherwise)
      implements Statement {
    public When {
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }
  }

  /// Does something as long as a condition holds, looked at beforehand.
  ///
  /// @param condition a truth value
  record Repeat(Variable condition, List<Statement> body) implements Statement {
    public Repeat {
      body = List.copyOf(body);
    }
  }

  /// Numbers this thread in its block, and the block, `f64` scalars.
  record Identify(Variable thread, Variable block) implements Statement {}

  /// Adds up over the 64 threads of a block in the order of a sum over lanes, each in the place of
  /// the lane number `column`, and writes the sums, one after another, to memory from `at` on. All
  /// threads of the block come to it, and none goes on before the sums are there for all of them,
  /// and what any of them wrote before.
  ///
  /// @param sources `f64`
  /// @param column of this thread, 0 to 63, each of one thread only
  record SumThreads(List<Variable> sources, Variable column, Memory memory, Variable at)
      implements Statement {
    public SumThreads {
      sources = List.copyOf(sources);
    }
  }

  /// Runs a graph, and writes what it leaves beyond `results` to memory, one after another, each
  /// element [LaneOrder#LANES] behind the one before. A lane that does not need the results may
  /// write as well: its place is nobody else's.
  ///
  /// @param at a whole number, `f64` scalar
  record Keep(
      Graph graph, List<Operand> operands, List<Variable> results, Memory memory, Variable at)
      implements Statement {
    public Keep {
      operands = List.copyOf(operands);
      results = List.copyOf(results);
    }
  }
}
