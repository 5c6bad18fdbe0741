package dev.odeon.ode.problem;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.TraceException;
import dev.odeon.nn.trace.TracedField;
import dev.odeon.nn.trace.TracedScalar;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Traces field-generic Hipparchus code, unchanged, to a [FieldGraph]. Immutable.
///
/// ```java
/// FieldGraph orbit =
///     FieldTracer.of("orbit", 6).shared("mu").perLane("drag").trace(Orbit::derivatives);
/// ```
///
/// Without a sample, code that asks anything about a number ends in a [TraceException] that names
/// its line. With one, questions of yes and no ([TracedScalar#isZero] and the like) are answered as
/// at the sample, and each answer becomes a guard of the field.
public final class FieldTracer {
  private final String name;
  private final int dimension;
  private final SequencedMap<String, Scope> parameters;
  private final @Nullable FieldSample sample;

  private FieldTracer(
      String name,
      int dimension,
      SequencedMap<String, Scope> parameters,
      @Nullable FieldSample sample) {
    this.name = name;
    this.dimension = dimension;
    this.parameters = parameters;
    this.sample = sample;
  }

  /// For a field called `name`, a word, of states of length `dimension`.
  public static FieldTracer of(String name, int dimension) {
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension " + dimension + " of the state is below 1");
    }
    return new FieldTracer(name, dimension, new LinkedHashMap<>(), null);
  }

  /// With one more parameter, a number that all lanes share.
  public FieldTracer shared(String parameter) {
    return with(parameter, Scope.SHARED);
  }

  /// With one more parameter, a number of each lane's own.
  public FieldTracer perLane(String parameter) {
    return with(parameter, Scope.PER_LANE);
  }

  private FieldTracer with(String parameter, Scope scope) {
    SequencedMap<String, Scope> more = new LinkedHashMap<>(parameters);
    if (more.putIfAbsent(parameter, scope) != null) {
      throw new IllegalArgumentException("parameter '" + parameter + "' is declared twice");
    }
    return new FieldTracer(name, dimension, more, sample);
  }

  /// With branches that go as at `at`.
  public FieldTracer sampled(FieldSample at) {
    return new FieldTracer(name, dimension, parameters, at);
  }

  /// Traces `equations`.
  ///
  /// @throws TraceException if they ask for a number that a trace does not have
  /// @throws IllegalArgumentException if they do not return as many numbers as the state has, or
  ///   the sample is of another size
  public FieldGraph trace(FieldEquations equations) {
    Tracer tracer = new Tracer();
    TracedField field = new TracedField(tracer);
    Tensor t = tracer.input(TensorType.f64(), Scope.PER_LANE);
    Tensor y = tracer.input(TensorType.f64(dimension), Scope.PER_LANE);
    List<Tensor> p = new ArrayList<>();
    parameters.values().forEach(scope -> p.add(tracer.input(TensorType.f64(), scope)));
    List<TracedScalar> dy =
        checked(
            sample == null
                ? run(field, equations, t, y, p)
                : run(field, equations, t, y, p, sample));
    return FieldGraph.of(
        name, field.join(dy), field.guards(), new ArrayList<>(parameters.sequencedKeySet()));
  }

  private static TracedScalar[] run(
      TracedField field, FieldEquations equations, Tensor t, Tensor y, List<Tensor> p) {
    return equations.derivatives(
        field.scalar(t),
        field.split(y).toArray(TracedScalar[]::new),
        p.stream().map(field::scalar).toArray(TracedScalar[]::new));
  }

  private TracedScalar[] run(
      TracedField field,
      FieldEquations equations,
      Tensor t,
      Tensor y,
      List<Tensor> p,
      FieldSample at) {
    double[] state = at.y();
    double[] values = at.p();
    if (state.length != dimension || values.length != p.size()) {
      throw new IllegalArgumentException(
          "sample of "
              + state.length
              + " state components and "
              + values.length
              + " parameters for field "
              + name
              + " of dimension "
              + dimension
              + " with parameters "
              + parameters.sequencedKeySet());
    }
    TracedScalar[] numbers = new TracedScalar[values.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = field.scalar(p.get(i), values[i]);
    }
    return equations.derivatives(
        field.scalar(t, at.t()), field.split(y, state).toArray(TracedScalar[]::new), numbers);
  }

  private List<TracedScalar> checked(TracedScalar[] dy) {
    if (dy.length != dimension) {
      throw new IllegalArgumentException(
          "field " + name + ": " + dy.length + " derivatives for a state of " + dimension);
    }
    for (int i = 0; i < dy.length; i++) {
      if (dy[i] == null) {
        throw new IllegalArgumentException("field " + name + ": derivative " + i + " is null");
      }
    }
    return Arrays.asList(dy);
  }
}
