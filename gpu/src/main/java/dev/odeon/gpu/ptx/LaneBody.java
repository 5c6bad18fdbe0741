package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.rewrite.ExpandFunctions;
import dev.odeon.nn.rewrite.Pipeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A graph as straight code for one lane: each element of each tensor in a register, in the
/// interpreter's order of operations; branches and loops where the graph has them.
///
/// ```
/// LaneBody body = LaneBody.of(graph);
/// List<LaneTensor> results = body.emit(code, operands);
/// ```
public final class LaneBody {
  private final Graph graph;

  private LaneBody(Graph graph) {
    this.graph = graph;
  }

  /// Prepares `graph`: elementary functions become what they mean.
  ///
  /// @throws IllegalArgumentException if it has a sum over lanes or user code, naming it
  public static LaneBody of(Graph graph) {
    String refusal = refusal(graph);
    if (refusal != null) {
      throw new IllegalArgumentException("graph " + graph.name() + ": " + refusal);
    }
    Graph expanded = new ExpandFunctions().apply(graph);
    return new LaneBody(expanded.equals(graph) ? graph : Pipeline.standard().apply(expanded));
  }

  /// Why `graph` is no code for one lane; null if it is.
  public static @Nullable String refusal(Graph graph) {
    for (Equation equation : graph.equations()) {
      String refusal = refusal(equation);
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  /// Why `equation` is no code for one lane; null if it is.
  public static @Nullable String refusal(Equation equation) {
    return switch (equation.op()) {
      case Op.LaneReduce _ ->
          "a sum over lanes ends a kernel, so it has no place in the code of one lane"
              + equation.origin().suffix();
      case Op.Custom custom ->
          "custom function '"
              + custom.function().name()
              + "' runs on the host alone"
              + equation.origin().suffix();
      case Op.Cond cond -> first(refusal(cond.whenTrue()), refusal(cond.whenFalse()));
      case Op.While loop -> first(refusal(loop.condition()), refusal(loop.body()));
      case Op.Scan scan -> refusal(scan.body());
      case Op.Constant _, Op.Elementwise _, Op.Rearrangement _, Op.Combination _ -> null;
    };
  }

  private static @Nullable String first(@Nullable String one, @Nullable String other) {
    return one == null ? other : one;
  }

  /// The graph whose equations are written.
  public Graph graph() {
    return graph;
  }

  /// Writes the code.
  ///
  /// @param inputs one an input of the graph
  /// @return one an output
  /// @throws IllegalArgumentException if the inputs do not fit, naming the first that does not
  public List<LaneTensor> emit(PtxCode code, List<? extends LaneTensor> inputs) {
    if (inputs.size() != graph.inputs().size()) {
      throw new IllegalArgumentException(
          "graph "
              + graph.name()
              + " has "
              + graph.inputs().size()
              + " inputs, got "
              + inputs.size());
    }
    for (int i = 0; i < inputs.size(); i++) {
      var type = graph.inputs().get(i).type();
      if (inputs.get(i).dtype() != type.dtype() || inputs.get(i).size() != type.size()) {
        throw new IllegalArgumentException(
            "input "
                + i
                + " of graph "
                + graph.name()
                + " is "
                + type
                + ", got "
                + inputs.get(i).size()
                + " elements of "
                + inputs.get(i).dtype().text());
      }
    }
    return EquationCode.of(graph, code, inputs);
  }
}
