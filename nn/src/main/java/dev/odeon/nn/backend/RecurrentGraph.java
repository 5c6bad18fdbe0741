package dev.odeon.nn.backend;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import java.util.BitSet;
import java.util.List;

/// What a [Recurrence] runs, and which of its inputs are there.
///
/// @param graph the graph
/// @param feedback each input at most once
/// @param lanes number of lanes, at least 1
/// @param present inputs that were set or fed
public record RecurrentGraph(Graph graph, List<Feedback> feedback, int lanes, BitSet present) {
  /// Checks that they suit each other.
  ///
  /// @throws IllegalArgumentException naming what does not
  public RecurrentGraph {
    feedback = List.copyOf(feedback);
    if (lanes < 1) {
      throw new IllegalArgumentException("lanes " + lanes + " is not positive");
    }
    BitSet fed = new BitSet();
    for (Feedback pair : feedback) {
      if (pair.output() >= graph.outputs().size() || pair.input() >= graph.inputs().size()) {
        throw new IllegalArgumentException(
            pair
                + ": graph "
                + graph.name()
                + " has "
                + graph.inputs().size()
                + " inputs and "
                + graph.outputs().size()
                + " outputs");
      }
      Value from = graph.outputs().get(pair.output());
      Value to = graph.inputs().get(pair.input());
      if (!ValueType.of(from).equals(ValueType.of(to))) {
        throw new IllegalArgumentException(pair + ": " + from + " does not suit " + to);
      }
      if (fed.get(pair.input())) {
        throw new IllegalArgumentException(pair + ": the input is fed twice");
      }
      fed.set(pair.input());
    }
  }

  /// With no input present yet.
  public RecurrentGraph(Graph graph, List<Feedback> feedback, int lanes) {
    this(graph, feedback, lanes, new BitSet());
  }

  /// Number of elements of a value, all lanes together.
  public int count(Value value) {
    long count = (long) value.type().size() * (value.scope() == Scope.PER_LANE ? lanes : 1);
    return Math.toIntExact(count);
  }

  /// Notes that an input is there.
  ///
  /// @throws IllegalArgumentException if there is no such input, or `values` is too short for it
  public void setting(int input, double[] values) {
    if (input < 0 || input >= graph.inputs().size()) {
      throw new IllegalArgumentException(
          "input " + input + " of graph " + graph.name() + ", which has " + graph.inputs().size());
    }
    requireLength("input " + input, graph.inputs().get(input), values);
    present.set(input);
  }

  /// Checks that an output can be copied.
  ///
  /// @throws IllegalArgumentException if there is no such output, or `into` is too short for it
  public void getting(int output, double[] into) {
    if (output < 0 || output >= graph.outputs().size()) {
      throw new IllegalArgumentException(
          "output "
              + output
              + " of graph "
              + graph.name()
              + ", which has "
              + graph.outputs().size());
    }
    requireLength("output " + output, graph.outputs().get(output), into);
  }

  private void requireLength(String what, Value value, double[] array) {
    int needed = count(value);
    if (array.length < needed) {
      throw new IllegalArgumentException(
          what
              + " of graph "
              + graph.name()
              + " needs "
              + needed
              + " numbers, got "
              + array.length);
    }
  }

  /// Checks that all inputs are there.
  ///
  /// @throws IllegalStateException if one is not
  public void running() {
    int missing = present.nextClearBit(0);
    if (missing < graph.inputs().size()) {
      throw new IllegalStateException(
          "input " + missing + " of graph " + graph.name() + " was never set");
    }
  }
}
