package dev.odeon.nn.layer;

import dev.odeon.nn.ad.Derivatives;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.LuFactors;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/// A deep-equilibrium layer: the solution z of `z = f(z, x)`, a network of any depth with the
/// memory of one layer. Bai, Kolter, Koltun, Deep equilibrium models (2019).
///
/// z is found by iteration from zeros; its derivative is that of the implicit function theorem, `dz
/// = (I - df/dz)^-1 df`, and knows nothing of the iteration; derivatives up to the third are right.
/// They cost two eliminations of a matrix of the size of z. Where the iteration does not converge,
/// z and with it the loss is NaN.
///
/// Input `[in]`, output `[size]`; parameters are those of f.
///
/// @param function f, from z and x `[size + in]` to `[size]`
/// @param size length of z, at least 1
/// @param iteration how z is approached
/// @param tolerance largest `|z - f(z, x)|` of any component where the iteration ends, above 0
/// @param most most iterations, at least 1
public record Equilibrium(Layer function, int size, Iteration iteration, double tolerance, int most)
    implements Layer {
  /// The next z.
  public enum Iteration {
    /// `f(z, x)`: converges where f contracts.
    PICARD,
    /// `z - (I - df/dz)^-1 (z - f(z, x))`: converges fast near the solution, whatever f.
    NEWTON
  }

  public Equilibrium {
    Objects.requireNonNull(function, "function");
    Objects.requireNonNull(iteration, "iteration");
    if (size < 1) {
      throw new IllegalArgumentException("equilibrium: size " + size + " is below 1");
    }
    if (!(tolerance > 0 && tolerance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "equilibrium: tolerance " + tolerance + " is not a finite number above 0");
    }
    if (most < 1) {
      throw new IllegalArgumentException("equilibrium: most iterations " + most + " is below 1");
    }
  }

  /// Picard iteration to 1e-10, at most 1000 times.
  public Equilibrium(Layer function, int size) {
    this(function, size, Iteration.PICARD, 1e-10, 1000);
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    return function.parameters(both(input));
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return Shape.of(size);
  }

  @Override
  public Tensor apply(Parameters p, Tensor x) {
    ParameterSpec spec = parameters(x.shape());
    List<Tensor> given = new ArrayList<>();
    spec.entries().forEach(entry -> given.add(p.get(entry.path())));
    given.add(x);
    boolean lanes = given.stream().anyMatch(t -> t.scope() == Scope.PER_LANE);
    Graph f = graph(given, spec, lanes ? Scope.PER_LANE : Scope.SHARED);
    Tensor found = iterate(f, given, x.tracer()).stopGradient();
    return corrected(f, given, corrected(f, given, found));
  }

  /// f as a graph of (parameters, x, z).
  private Graph graph(List<Tensor> given, ParameterSpec spec, Scope scope) {
    List<ValueType> types = new ArrayList<>(types(given));
    types.add(new ValueType(TensorType.f64(size), scope));
    int count = spec.entries().size();
    return Tracer.trace(
        "equilibrium",
        types,
        all -> {
          Map<String, Tensor> named = new LinkedHashMap<>();
          for (int i = 0; i < count; i++) {
            named.put(spec.entries().get(i).path(), all.get(i));
          }
          Tensor arguments = Tensor.concatenate(all.get(count + 1), all.get(count));
          return List.of(inScope(scope, function.apply(Parameters.of(named), arguments)));
        });
  }

  private Tensor iterate(Graph f, List<Tensor> given, Tracer tracer) {
    int consts = given.size();
    Scope scope = f.inputs().getLast().scope();
    List<ValueType> types = new ArrayList<>(types(given));
    types.add(new ValueType(TensorType.f64(size), scope));
    types.add(new ValueType(TensorType.f64(), scope));
    types.add(new ValueType(TensorType.f64(), scope));
    Graph goesOn =
        Tracer.trace(
            "goes_on",
            types,
            all ->
                List.of(
                    all.get(consts + 1)
                        .compare(Comparison.GT, tolerance)
                        .logical(
                            LogicalFunction.AND,
                            all.get(consts + 2).compare(Comparison.LT, most))));
    Graph next =
        Tracer.trace(
            "next",
            types,
            all -> {
              Tensor z = all.get(consts);
              Tensor moved = moved(f, all.subList(0, consts), z);
              List<Tensor> there = new ArrayList<>(all.subList(0, consts));
              there.add(moved);
              Tensor left = moved.minus(z.tracer().call(f, there).getFirst()).abs();
              Tensor largest = z.tracer().apply1(new Op.Reduce(Reduction.MAX, List.of(0)), left);
              return List.of(moved, largest, all.get(consts + 2).plus(1));
            });
    Tensor zeros = tracer.constant(Literal.filled(TensorType.f64(size), 0));
    Tensor zero = given.getLast().scalar(0);
    List<Tensor> operands = new ArrayList<>();
    given.forEach(t -> operands.add(t.stopGradient()));
    operands.add(inScope(scope, zeros));
    operands.add(inScope(scope, zero.scalar(Double.POSITIVE_INFINITY)));
    operands.add(inScope(scope, zero));
    List<Tensor> end = tracer.apply(new Op.While(goesOn, next, consts), operands);
    Tensor converged = end.get(1).compare(Comparison.LE, tolerance);
    return converged.select(end.get(0), zero.scalar(Double.NaN).broadcast(Shape.of(size)));
  }

  private Tensor moved(Graph f, List<Tensor> given, Tensor z) {
    return switch (iteration) {
      case PICARD -> {
        List<Tensor> arguments = new ArrayList<>(given);
        arguments.add(z);
        yield z.tracer().call(f, arguments).getFirst();
      }
      case NEWTON -> corrected(f, given, z);
    };
  }

  /// `z - (I - df/dz)^-1 (z - f(z, x))`, one step of Newton's. Where z solves the equation this is
  /// z, and its first derivatives for x and the parameters are the implicit ones even if z counts
  /// as a constant; those of a second step are right up to the third.
  private Tensor corrected(Graph f, List<Tensor> given, Tensor z) {
    Tracer tracer = z.tracer();
    List<Tensor> arguments = new ArrayList<>(given);
    arguments.add(z);
    Graph slope = Derivatives.jacobian(f, given.size(), 0);
    Tensor jacobian = tracer.call(slope, arguments).getFirst();
    Tensor matrix = identity(tracer).minus(jacobian);
    Tensor residual = z.minus(tracer.call(f, arguments).getFirst());
    return z.minus(LuFactors.of(matrix).solve(residual));
  }

  private Tensor identity(Tracer tracer) {
    double[] ones = new double[size * size];
    IntStream.range(0, size).forEach(i -> ones[i * size + i] = 1);
    return tracer.constant(Literal.of(TensorType.f64(size, size), ones));
  }

  private static List<ValueType> types(List<Tensor> tensors) {
    return tensors.stream().map(t -> ValueType.of(t.value())).toList();
  }

  private static Tensor inScope(Scope scope, Tensor x) {
    return x.scope() == scope ? x : x.tracer().apply1(new Op.LaneBroadcast(), x);
  }

  private Shape both(Shape input) {
    return Shape.of(size + input.size());
  }

  private void check(Shape input) {
    if (input.rank() != 1) {
      throw new IllegalArgumentException(
          "equilibrium: input of shape [" + input + "] is not a vector");
    }
    Shape output = function.outputShape(both(input));
    if (!output.equals(Shape.of(size))) {
      throw new IllegalArgumentException(
          "equilibrium: function has output [" + output + "], not [" + size + "]");
    }
  }
}
