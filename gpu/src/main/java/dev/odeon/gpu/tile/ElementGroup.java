package dev.odeon.gpu.tile;

import dev.odeon.gpu.ptx.ElementCode;
import dev.odeon.gpu.ptx.LaneTensor;
import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxSpace;
import dev.odeon.gpu.ptx.RegisterTensor;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/// Elementwise equations on large tensors of one size: a loop in which each thread makes its own
/// elements, all equations of an element at once, from shared memory to shared memory.
final class ElementGroup {
  /// Tensors of which a thread has up to so many elements are in registers.
  static final int UNROLLED = 4;

  private final TileThreads threads;
  private final TileValues values;
  private final SharedPool pool;
  private final SpreadCode spread;
  private final int size;
  private final List<Equation> equations = new ArrayList<>();
  private final SequencedSet<Value> made = new LinkedHashSet<>();

  ElementGroup(TileThreads threads, SharedPool pool, TileValues values, int size) {
    this.threads = threads;
    this.pool = pool;
    this.values = values;
    this.size = size;
    spread = new SpreadCode(threads);
  }

  /// The size of its tensors.
  int size() {
    return size;
  }

  void add(Equation equation) {
    equations.add(equation);
    made.add(equation.result());
  }

  boolean makesAny(List<Value> operands) {
    return operands.stream().anyMatch(made::contains);
  }

  /// Writes all.
  void write() {
    if (equations.isEmpty()) {
      return;
    }
    SequencedMap<Value, Optional<RowSteps>> inputs = new LinkedHashMap<>();
    boolean loops = true;
    for (Equation equation : equations) {
      for (Value operand : equation.operands()) {
        if (!made.contains(operand) && !inputs.containsKey(operand)) {
          Optional<RowSteps> steps = values.inMemory(operand).flatMap(spread::steps);
          inputs.put(operand, steps);
          loops &= steps.isPresent() || uniform(operand).isPresent();
        }
      }
    }
    if (loops) {
      looped(inputs);
    } else {
      unrolled();
    }
    equations.forEach(values::read);
  }

  private Optional<PtxOperand> uniform(Value operand) {
    List<? extends PtxOperand> all =
        switch (values.get(operand)) {
          case TileTensor.Spread own -> own.slots();
          case TileTensor.Whole(LaneTensor tensor) ->
              tensor instanceof RegisterTensor registers ? registers.operands() : List.of();
        };
    return all.stream().distinct().count() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  private List<Value> results() {
    Map<Value, Integer> inside = new HashMap<>();
    equations.forEach(one -> one.operands().forEach(x -> inside.merge(x, 1, Integer::sum)));
    return made.stream().filter(value -> isRead(value, inside) || values.isKept(value)).toList();
  }

  private boolean isRead(Value value, Map<Value, Integer> inside) {
    return values.readers(value) > inside.getOrDefault(value, 0);
  }

  private void unrolled() {
    Map<Value, List<PtxOperand>> all = new HashMap<>();
    made.forEach(value -> all.put(value, new ArrayList<>()));
    for (int s = 0; s < threads.shape().slots(size); s++) {
      int slot = s;
      Map<Value, PtxOperand> found = element(operand -> values.own(operand).get(slot));
      made.forEach(value -> of(all, value).add(of(found, value)));
    }
    for (Value value : results()) {
      values.put(value, new TileTensor.Spread(value.type().dtype(), size, of(all, value)));
      values.keep(value);
    }
  }

  private static <T> T of(Map<Value, T> map, Value value) {
    return Objects.requireNonNull(map.get(value));
  }

  @FunctionalInterface
  private interface Input {
    PtxOperand of(Value operand);
  }

  /// All equations for one element.
  private Map<Value, PtxOperand> element(Input input) {
    ElementCode code = new ElementCode(threads.code());
    Map<Value, PtxOperand> found = new HashMap<>();
    for (Equation equation : equations) {
      List<PtxOperand> operands = new ArrayList<>();
      for (Value operand : equation.operands()) {
        PtxOperand known = found.get(operand);
        if (known == null) {
          known = input.of(operand);
          found.put(operand, known);
        }
        operands.add(known);
      }
      DType from = equation.operands().getFirst().type().dtype();
      Value result = equation.result();
      found.put(
          result, code.of((Op.Elementwise) equation.op(), from, result.type().dtype(), operands));
    }
    return found;
  }

  private void looped(SequencedMap<Value, Optional<RowSteps>> inputs) {
    pool.settle();
    List<Value> results = results();
    Map<Value, PtxRegister> places = new HashMap<>();
    List<Output> outputs = new ArrayList<>();
    for (Value result : results) {
      DType dtype = result.type().dtype();
      if (!values.isKept(result) || values.isNear(result)) {
        PtxRegister place = spread.own(values.region(result), dtype);
        outputs.add(output(result, PtxSpace.SHARED, place, spread.pitch(dtype)));
      }
      for (MemoryTensor kept : values.keptPlaces(result)) {
        PtxRegister place = new RowSteps(kept.space(), kept.address(), kept.pitch()).own(threads);
        outputs.add(output(result, kept.space(), place, kept.pitch()));
      }
    }
    inputs.forEach(
        (value, steps) ->
            steps.ifPresent(
                found -> places.put(value, threads.code().variable(found.own(threads)))));
    int whole = size / threads.shape().parts();
    int atOnce = atOnce(whole);
    if (whole > 0) {
      threads.repeat(
          whole / atOnce,
          _ -> {
            for (int u = 0; u < atOnce; u++) {
              slot(u, inputs, places, outputs);
            }
            places.forEach((value, place) -> move(place, atOnce * pitch(value, inputs)));
            outputs.forEach(output -> move(output.place(), atOnce * output.pitch()));
          });
    }
    if (size % threads.shape().parts() > 0) {
      threads.when(
          threads.isBelow(size % threads.shape().parts()), () -> slot(0, inputs, places, outputs));
    }
    pool.written();
    results.stream().filter(values::isKept).forEach(values::isStored);
  }

  /// Where a thread writes its elements of a result.
  ///
  /// @param place of the next
  /// @param pitch bytes from each to the next
  private record Output(Value value, PtxSpace space, PtxRegister place, long pitch) {}

  private Output output(Value value, PtxSpace space, PtxRegister place, long pitch) {
    long own = threads.shape().parts() * pitch;
    return new Output(value, space, threads.code().variable(place), own);
  }

  private void move(PtxRegister place, long bytes) {
    threads.code().assign(place, "add.s64", place, PtxImmediate.of(bytes));
  }

  private static int atOnce(int slots) {
    for (int atOnce = 4; atOnce > 1; atOnce--) {
      if (slots % atOnce == 0) {
        return atOnce;
      }
    }
    return 1;
  }

  /// Bytes from one of a thread's elements to the next.
  private long pitch(Value value, Map<Value, Optional<RowSteps>> inputs) {
    return threads.shape().parts() * of(inputs, value).orElseThrow().pitch();
  }

  private void slot(
      int u,
      Map<Value, Optional<RowSteps>> inputs,
      Map<Value, PtxRegister> places,
      List<Output> outputs) {
    Map<Value, PtxOperand> found =
        element(
            operand -> {
              PtxRegister place = places.get(operand);
              if (place == null) {
                return uniform(operand).orElseThrow();
              }
              PtxSpace space = of(inputs, operand).orElseThrow().space();
              long offset = u * pitch(operand, inputs);
              return threads.code().load(space, operand.type().dtype(), place, offset);
            });
    for (Output output : outputs) {
      DType dtype = output.value().type().dtype();
      PtxOperand element = of(found, output.value());
      threads.code().store(output.space(), dtype, output.place(), u * output.pitch(), element);
    }
  }
}
