package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.rewrite.DeadCode;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.rewrite.Renumbering;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Reverse mode in two parts, so that the backward part need not evaluate the forward part again.
///
/// `forward` maps the inputs to the outputs followed by the stored residuals. `backward` maps the
/// residuals and the cotangents of the floating outputs to the cotangents of the inputs
/// differentiated for. The residuals are inputs of `forward` (listed, not copied), then outputs of
/// it: some of the graph's own, and the stored ones. Together the parts compute what
/// [ReverseMode#vjp] does, to the bit.
///
/// Which values are stored is decided by cost: what elementwise arithmetic makes of stored values
/// (1 - y^2, masks, products) is computed again; elementary functions, contractions and loops are
/// not, unless the budget demands it. Griewank and Walther, Evaluating Derivatives, 2nd ed.,
/// section 4.2 and chapter 12.
///
/// @param forward inputs to (outputs, stored residuals)
/// @param backward (residuals, cotangents of the floating outputs) to cotangents of the inputs
/// @param outputs how many of the outputs of `forward` are those of the graph
/// @param fromInputs positions among the inputs of `forward` of the first residuals
/// @param fromOutputs positions among the outputs of `forward` of the other residuals
public record ResidualSplit(
    Graph forward,
    Graph backward,
    int outputs,
    List<Integer> fromInputs,
    List<Integer> fromOutputs) {
  public ResidualSplit {
    fromInputs = List.copyOf(fromInputs);
    fromOutputs = List.copyOf(fromOutputs);
  }

  /// The split that takes the least work, whatever it stores.
  ///
  /// @param wrt positions of the floating inputs to differentiate for
  public static ResidualSplit of(Graph graph, List<Integer> wrt) {
    return of(graph, wrt, Long.MAX_VALUE);
  }

  /// The split that stores at most `bytesPerLane` bytes a lane and takes the least work otherwise;
  /// with 0, the backward part evaluates the forward part again where it needs it.
  ///
  /// @param wrt positions of the floating inputs to differentiate for
  /// @param bytesPerLane budget for stored per-lane values, each element 8 bytes
  /// @throws IllegalArgumentException if the budget is negative
  public static ResidualSplit of(Graph graph, List<Integer> wrt, long bytesPerLane) {
    if (bytesPerLane < 0) {
      throw new IllegalArgumentException(
          "split of " + graph.name() + ": bytesPerLane " + bytesPerLane + " is negative");
    }
    Graph vjp = Pipeline.standard().apply(ReverseMode.vjp(graph, wrt));
    int inputs = graph.inputs().size();
    int outputs = graph.outputs().size();
    return split(graph.name(), vjp, inputs, outputs, bytesPerLane);
  }

  private static ResidualSplit split(
      String name, Graph vjp, int inputs, int outputs, long bytesPerLane) {
    List<Value> x = vjp.inputs().subList(0, inputs);
    List<Value> seeds = vjp.inputs().subList(inputs, vjp.inputs().size());
    List<Value> y = vjp.outputs().subList(0, outputs);
    List<Value> gradients = vjp.outputs().subList(outputs, vjp.outputs().size());
    Set<Value> linear = new HashSet<>(seeds);
    List<Equation> primal = new ArrayList<>();
    Set<Value> needed = new HashSet<>(gradients);
    for (Equation equation : vjp.equations()) {
      if (equation.operands().stream().anyMatch(linear::contains)) {
        linear.addAll(equation.results());
        needed.addAll(equation.operands());
      } else {
        primal.add(equation);
      }
    }
    Set<Value> kept = new ResidualChoice(primal, new HashSet<>(y), needed).within(bytesPerLane);

    List<Equation> equations = backward(vjp.equations(), kept, gradients);
    Set<Value> read = new LinkedHashSet<>(gradients);
    equations.forEach(equation -> read.addAll(equation.operands()));
    List<Integer> fromInputs =
        IntStream.range(0, inputs).filter(i -> read.contains(x.get(i))).boxed().toList();
    List<Value> results = new ArrayList<>(y);
    for (Equation equation : primal) {
      equation.results().stream()
          .filter(v -> kept.contains(v) && !y.contains(v))
          .forEach(results::add);
    }
    List<Integer> fromOutputs = new ArrayList<>();
    Set<Value> listed = new HashSet<>();
    for (int i = 0; i < results.size(); i++) {
      if (kept.contains(results.get(i)) && listed.add(results.get(i))) {
        fromOutputs.add(i);
      }
    }
    List<Value> arguments = new ArrayList<>();
    fromInputs.forEach(i -> arguments.add(x.get(i)));
    fromOutputs.forEach(i -> arguments.add(results.get(i)));
    arguments.addAll(seeds);
    return new ResidualSplit(
        tidy(new Graph(name + "_forward", x, primal, results)),
        tidy(new Graph(name + "_backward", arguments, equations, gradients)),
        outputs,
        fromInputs,
        fromOutputs);
  }

  /// The equations that the gradients need if the values `kept` are known.
  private static List<Equation> backward(
      List<Equation> equations, Set<Value> kept, List<Value> gradients) {
    Set<Value> wanted = new HashSet<>(gradients);
    List<Equation> found = new ArrayList<>();
    for (Equation equation : equations.reversed()) {
      boolean isKept = equation.results().stream().anyMatch(kept::contains);
      if (!isKept && equation.results().stream().anyMatch(wanted::contains)) {
        wanted.addAll(equation.operands());
        found.add(equation);
      }
    }
    return found.reversed();
  }

  private static Graph tidy(Graph graph) {
    return new Renumbering().apply(new DeadCode().apply(graph));
  }

  /// The residuals that `forward` makes only for `backward`: its outputs from [#outputs] on.
  public List<Value> stored() {
    return forward.outputs().subList(outputs, forward.outputs().size());
  }

  /// Bytes that the stored per-lane residuals take for each lane; shared ones are not counted.
  public long bytesPerLane() {
    return ResidualChoice.bytesPerLane(stored());
  }

  /// The inputs of `backward`, put together from what `forward` read and wrote.
  ///
  /// @param in arrays of the inputs of `forward`
  /// @param out arrays of the outputs of `forward`, after it ran
  /// @param cotangents one array a floating output
  public double[][] residuals(double[][] in, double[][] out, double[][] cotangents) {
    double[][] arguments = new double[backward.inputs().size()][];
    int next = 0;
    for (int i : fromInputs) {
      arguments[next++] = in[i];
    }
    for (int i : fromOutputs) {
      arguments[next++] = out[i];
    }
    System.arraycopy(cotangents, 0, arguments, next, arguments.length - next);
    return arguments;
  }
}
