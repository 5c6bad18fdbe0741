package dev.odeon.gpu.tile;

import dev.odeon.gpu.ptx.LaneTensor;
import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.RegisterTensor;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What the values of a graph are while its code is written, and what shared memory holds of them,
/// which is free once nothing reads it any more.
final class TileValues {
  private static final class Held {
    final SharedRegion region;
    int owners;

    Held(SharedRegion region) {
      this.region = region;
    }
  }

  private final TileThreads threads;
  private final SharedPool pool;
  private final SpreadCode spread;
  private final Map<Value, Integer> readers = new HashMap<>();
  private final Map<Value, TileTensor> tensors = new HashMap<>();
  private final Map<Value, List<? extends PtxOperand>> owned = new HashMap<>();
  private final Map<Value, RegisterTensor> loaded = new HashMap<>();
  private final Map<Value, SharedRegion> collected = new HashMap<>();
  private final Map<Value, List<Held>> held = new HashMap<>();
  private final Kept kept;

  /// What is kept and where it can be read again.
  private final Map<Value, MemoryTensor> stored = new HashMap<>();

  /// How often what is kept is read before it is read from there.
  private final Map<Value, Integer> near = new HashMap<>();

  TileValues(TileThreads threads, SharedPool pool, Graph graph, Kept kept) {
    this.threads = threads;
    this.pool = pool;
    this.kept = kept;
    spread = new SpreadCode(threads);
    kept.elements().keySet().forEach(value -> near.put(value, readsUpToProduct(graph, value)));
    graph
        .equations()
        .forEach(one -> one.operands().forEach(x -> readers.merge(x, 1, Integer::sum)));
    graph
        .outputs()
        .subList(0, graph.outputs().size() - kept.outputs())
        .forEach(x -> readers.merge(x, 1, Integer::sum));
  }

  /// The vector of a product is best at hand; what reads it later can wait for memory.
  private static int readsUpToProduct(Graph graph, Value value) {
    int reads = 0;
    for (Equation equation : graph.equations()) {
      reads += Collections.frequency(equation.operands(), value);
      if (equation.op() instanceof Op.DotGeneral && equation.operands().contains(value)) {
        return reads;
      }
    }
    return 0;
  }

  void put(Value value, TileTensor tensor) {
    tensors.put(value, tensor);
  }

  TileTensor get(Value value) {
    // A checked graph uses only what it defines.
    return Objects.requireNonNull(tensors.get(value));
  }

  /// Keeps a value that is there, if it is to be kept.
  void keep(Value value) {
    if (!kept.elements().containsKey(value) || stored.containsKey(value)) {
      return;
    }
    List<? extends PtxOperand> own = own(value);
    for (MemoryTensor place : kept.places(threads, value)) {
      spread.storeSlots(own, place);
    }
    isStored(value);
  }

  /// Whether a value is to be kept.
  boolean isKept(Value value) {
    return kept.elements().containsKey(value);
  }

  /// Where it is kept.
  List<MemoryTensor> keptPlaces(Value value) {
    return kept.places(threads, value);
  }

  /// Whether it must be at hand although it is kept.
  boolean isNear(Value value) {
    return near.getOrDefault(value, 0) > 0;
  }

  /// A value stands where it is kept.
  void isStored(Value value) {
    stored.put(value, kept.places(threads, value).getFirst());
    pool.written();
    leave(value);
  }

  /// Lets go of what is kept and not read soon.
  private void leave(Value value) {
    MemoryTensor place = stored.get(value);
    if (place == null || isNear(value)) {
      return;
    }
    release(value);
    collected.remove(value);
    TileTensor now = tensors.get(value);
    if (!(now instanceof TileTensor.Spread)
        && !(now instanceof TileTensor.Whole(RegisterTensor _))) {
      owned.remove(value);
      loaded.remove(value);
      put(value, new TileTensor.Whole(place));
    }
  }

  /// How many equations and outputs still read a value.
  int readers(Value value) {
    return readers.getOrDefault(value, 0);
  }

  /// Another name for a value of the same elements.
  void alias(Value name, Value value) {
    put(name, get(value));
    SharedRegion region = collected.get(value);
    if (region != null) {
      collected.put(name, region);
    }
    keeps(name, value);
  }

  /// What `name` is reads what `value` holds in shared memory.
  void keeps(Value name, Value value) {
    for (Held one : held.getOrDefault(value, List.of())) {
      hold(name, one);
    }
  }

  private void hold(Value value, Held one) {
    one.owners++;
    held.computeIfAbsent(value, _ -> new ArrayList<>()).add(one);
  }

  /// A fresh place in shared memory for all elements of a value, which is to be there.
  SharedRegion region(Value value) {
    DType dtype = value.type().dtype();
    SharedRegion region = room(value, value.type().size());
    collected.put(value, region);
    put(value, new TileTensor.Whole(spread.column(region, dtype, value.type().size())));
    return region;
  }

  /// A fresh place in shared memory that is free when `value` is.
  SharedRegion room(Value value, int size) {
    int bytes = TileShape.rows(size) * spread.pitch(value.type().dtype());
    SharedRegion region = pool.take(bytes);
    hold(value, new Held(region));
    return region;
  }

  /// Where in shared memory all elements of a value are.
  SharedRegion collected(Value value) {
    SharedRegion known = collected.get(value);
    if (known != null) {
      return known;
    }
    TileTensor.Spread own =
        new TileTensor.Spread(value.type().dtype(), value.type().size(), own(value));
    SharedRegion region = room(value, value.type().size());
    collected.put(value, region);
    spread.store(own, region);
    pool.written();
    return region;
  }

  /// A value that all threads of a column reach.
  LaneTensor whole(Value value) {
    return switch (get(value)) {
      case TileTensor.Whole(LaneTensor tensor) -> tensor;
      case TileTensor.Spread own -> spread.column(collected(value), own.dtype(), own.size());
    };
  }

  /// A value in memory, if it is in any.
  Optional<LaneTensor> inMemory(Value value) {
    return switch (get(value)) {
      case TileTensor.Whole(LaneTensor tensor) ->
          tensor instanceof RegisterTensor ? Optional.empty() : Optional.of(tensor);
      case TileTensor.Spread own ->
          Optional.ofNullable(collected.get(value))
              .map(region -> spread.column(region, own.dtype(), own.size()));
    };
  }

  /// Each thread's own elements.
  List<? extends PtxOperand> own(Value value) {
    return switch (get(value)) {
      case TileTensor.Spread own -> own.slots();
      case TileTensor.Whole(LaneTensor tensor) -> {
        List<? extends PtxOperand> known = owned.get(value);
        if (known == null) {
          pool.settle();
          known = spread.spread(tensor).slots();
          owned.put(value, known);
        }
        yield known;
      }
    };
  }

  /// All elements of a small value.
  RegisterTensor registers(Value value) {
    return switch (get(value)) {
      case TileTensor.Spread own -> throw new IllegalStateException(own.size() + " elements");
      case TileTensor.Whole(LaneTensor tensor) -> {
        if (tensor instanceof RegisterTensor registers) {
          yield registers;
        }
        RegisterTensor known = loaded.get(value);
        if (known == null) {
          pool.settle();
          known = new RegisterTensor(tensor.dtype(), tensor.elements(threads.code()));
          loaded.put(value, known);
        }
        yield known;
      }
    };
  }

  /// What becomes of a value: registers of each thread.
  TileTensor result(Value value) {
    return value.type().size() <= TileShape.SMALL
        ? new TileTensor.Whole(registers(value))
        : new TileTensor.Spread(value.type().dtype(), value.type().size(), own(value));
  }

  /// An equation is written, and will not read its operands any more.
  void read(Equation equation) {
    for (Value operand : equation.operands()) {
      if (readers.merge(operand, -1, Integer::sum) == 0) {
        release(operand);
      }
      if (near.computeIfPresent(operand, (_, reads) -> reads - 1) instanceof Integer reads
          && reads == 0) {
        leave(operand);
      }
    }
  }

  private void release(Value value) {
    List<Held> all = held.remove(value);
    if (all != null) {
      for (Held one : all) {
        if (--one.owners == 0) {
          pool.free(one.region);
        }
      }
    }
  }

  /// All is written.
  void close() {
    List.copyOf(held.keySet()).forEach(this::release);
  }
}
