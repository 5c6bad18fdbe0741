package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/// The values that a random graph has so far, and random choices among them.
final class RandomPool {
  /// Larger values stay in the graph, but nothing is made of them.
  private static final int LARGEST = 200;

  final Random random;
  final Tracer tracer = new Tracer();
  private final List<Tensor> values = new ArrayList<>();

  RandomPool(Random random) {
    this.random = random;
  }

  void add(Tensor value) {
    if (value.shape().size() <= LARGEST) {
      values.add(value);
    }
  }

  Tensor last() {
    return values.getLast();
  }

  Tensor any() {
    return values.get(random.nextInt(values.size()));
  }

  /// A real number, or several.
  Tensor floating() {
    return anyOf(x -> x.dtype().isFloating());
  }

  /// Whole numbers.
  Tensor whole() {
    if (values.stream().noneMatch(x -> x.dtype().isInteger())) {
      add(tracer.constant(literal(new TensorType(oneOf(DType.I32, DType.I64), Shape.of(3)))));
    }
    return anyOf(x -> x.dtype().isInteger());
  }

  private Tensor anyOf(Predicate<Tensor> fits) {
    List<Tensor> fitting = values.stream().filter(fits).toList();
    return fitting.get(random.nextInt(fitting.size()));
  }

  /// A value of the type of `x`, often a constant.
  Tensor like(Tensor x) {
    return random.nextInt(4) == 0 ? repeated(x.type()) : ofType(x.type());
  }

  Tensor ofType(TensorType type) {
    List<Tensor> fitting = values.stream().filter(t -> t.type().equals(type)).toList();
    return fitting.isEmpty()
        ? tracer.constant(literal(type))
        : fitting.get(random.nextInt(fitting.size()));
  }

  /// A constant whose elements are one number.
  Tensor repeated(TensorType type) {
    double number = RandomInputs.number(type.dtype(), random);
    return tracer.constant(type.dtype(), number).broadcast(type.shape());
  }

  Literal literal(TensorType type) {
    double[] elements = new double[type.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = RandomInputs.number(type.dtype(), random);
    }
    return Literal.of(type, elements);
  }

  /// Truth values, one for each element of `x`.
  Tensor truth(Tensor x) {
    return random.nextInt(4) == 0
        ? tracer.constant(Literal.filled(x.type().withDType(DType.BOOL), random.nextInt(2)))
        : ofType(x.type().withDType(DType.BOOL));
  }

  @SafeVarargs
  final <E> E oneOf(E... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /// From `low` to `high`, both inclusive.
  int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }
}
