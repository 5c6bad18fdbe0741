package dev.odeon.nn.trace;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.Field;

/// The numbers of one trace, so that field-generic Hipparchus code is recorded unchanged.
///
/// ```java
/// Tracer tracer = new Tracer();
/// TracedField field = new TracedField(tracer);
/// List<TracedScalar> y = field.split(tracer.input(TensorType.f64(6), Scope.PER_LANE));
/// Graph graph = tracer.graph("orbit", List.of(field.join(orbit.rhs(y))));
/// ```
///
/// Code that branches on a value is refused with a [TraceException] that names its line, unless the
/// values carry a sample: then the branch that the sample takes is recorded, and each answer
/// becomes a [Guard] that whoever runs the graph must check.
public final class TracedField implements Field<TracedScalar> {
  private final Tracer tracer;
  private final Map<Long, Tensor> constants = new HashMap<>();
  private final List<Guard> guards = new ArrayList<>();

  /// The field of the numbers of `tracer`.
  public TracedField(Tracer tracer) {
    this.tracer = tracer;
  }

  /// The trace that the numbers belong to.
  public Tracer tracer() {
    return tracer;
  }

  /// A known number; it enters the trace only where it meets a traced one.
  public TracedScalar constant(double value) {
    return TracedScalar.constant(this, value);
  }

  /// A traced number about which code may not ask anything.
  ///
  /// @param scalar an `f64` tensor of shape `[]`
  /// @throws IllegalArgumentException if it is of another type, or of another trace
  public TracedScalar scalar(Tensor scalar) {
    return TracedScalar.withoutSample(this, owned(scalar, TensorType.f64()));
  }

  /// A traced number that answers questions as `sample` does; every answer becomes a [Guard].
  ///
  /// @param scalar an `f64` tensor of shape `[]`
  /// @param sample the value it has in the case that is traced
  /// @throws IllegalArgumentException if it is of another type, or of another trace
  public TracedScalar scalar(Tensor scalar, double sample) {
    return TracedScalar.withSample(this, owned(scalar, TensorType.f64()), sample);
  }

  /// The elements of a vector.
  ///
  /// @param vector an `f64` tensor of shape `[n]`
  /// @throws IllegalArgumentException if it is no such vector, or of another trace
  public List<TracedScalar> split(Tensor vector) {
    List<TracedScalar> elements = new ArrayList<>();
    for (int i = 0; i < length(vector); i++) {
      elements.add(scalar(vector.get(i)));
    }
    return elements;
  }

  /// The elements of a vector, with a sample value each.
  ///
  /// @param vector an `f64` tensor of shape `[n]`
  /// @param samples n numbers
  /// @throws IllegalArgumentException if it is no such vector, or of another trace, or there are
  ///   not n samples
  public List<TracedScalar> split(Tensor vector, double[] samples) {
    if (samples.length != length(vector)) {
      throw new IllegalArgumentException(
          "samples: " + samples.length + " numbers for a vector of " + length(vector));
    }
    List<TracedScalar> elements = new ArrayList<>();
    for (int i = 0; i < samples.length; i++) {
      elements.add(scalar(vector.get(i), samples[i]));
    }
    return elements;
  }

  /// The numbers as one `f64` vector of the trace.
  ///
  /// @throws IllegalArgumentException if there are none
  public Tensor join(List<TracedScalar> elements) {
    return Tensor.concatenate(elements.stream().map(element -> element.tensor(this)).toList());
  }

  /// The answers that the trace relies on so far, in the order in which they were given.
  public List<Guard> guards() {
    return List.copyOf(guards);
  }

  @Override
  public TracedScalar getZero() {
    return constant(0);
  }

  @Override
  public TracedScalar getOne() {
    return constant(1);
  }

  @Override
  public Class<TracedScalar> getRuntimeClass() {
    return TracedScalar.class;
  }

  /// The number as a tensor, one for each bit pattern.
  Tensor literal(double value) {
    return constants.computeIfAbsent(
        Double.doubleToRawLongBits(value), _ -> tracer.constant(DType.F64, value));
  }

  /// Records that `x comparison y` came out as `answer`.
  void guard(Tensor x, Comparison comparison, Tensor y, boolean answer) {
    Tensor holds = x.compare(comparison, y);
    guards.add(new Guard(answer ? holds : holds.not(), SourceLine.find().place()));
  }

  private Tensor owned(Tensor tensor, TensorType type) {
    if (!tensor.type().equals(type)) {
      throw new IllegalArgumentException("tensor " + tensor.value() + " is not of type " + type);
    }
    if (!tensor.tracer().equals(tracer)) {
      throw new IllegalArgumentException(
          "tensor " + tensor.value() + " belongs to another trace than the field");
    }
    return tensor;
  }

  private static int length(Tensor vector) {
    if (vector.shape().rank() != 1) {
      throw new IllegalArgumentException("tensor " + vector.value() + " is not a vector");
    }
    return vector.shape().dim(0);
  }
}
