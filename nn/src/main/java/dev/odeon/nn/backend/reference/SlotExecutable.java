package dev.odeon.nn.backend.reference;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// Instructions over one array (slot) a value. A run allocates nothing, once it has seen as many
/// lanes before.
public final class SlotExecutable implements Executable {
  private final Graph graph;
  private final Instruction[] instructions;
  private final Value[] owned;
  private final double[][] slots;
  private final int[] inputIds;
  private final int[] outputIds;
  private final int[] outputSizes;
  private final boolean[] outputLanes;

  /// Outputs that are computed right in the caller's array, by number, and those that are not.
  private final int[] direct;

  private final int[] copied;
  private final SlotVersion version;
  private int capacity;

  /// As the other, for instructions that keep no arrays.
  public SlotExecutable(
      Graph graph,
      Graph running,
      List<Instruction> instructions,
      Map<Value, Literal> constants,
      Set<Value> written) {
    this(graph, running, instructions, constants, written, new SlotVersion());
  }

  /// @param graph what the caller knows it as
  /// @param running the graph that runs: inputs and outputs of the same types
  /// @param instructions in order
  /// @param constants values that stand in their slots from the beginning
  /// @param written values that instructions write to their slots
  /// @param version counts for the instructions how often arrays were exchanged
  public SlotExecutable(
      Graph graph,
      Graph running,
      List<Instruction> instructions,
      Map<Value, Literal> constants,
      Set<Value> written,
      SlotVersion version) {
    this.version = version;
    this.graph = graph;
    this.instructions = instructions.toArray(Instruction[]::new);
    slots = new double[running.valueCount()][];
    constants.forEach((value, literal) -> slots[value.id()] = literal.toArray());
    List<Value> outputs = running.outputs();
    outputLanes = new boolean[outputs.size()];
    Set<Value> callers = new HashSet<>();
    boolean[] isDirect = new boolean[outputs.size()];
    for (int i = 0; i < isDirect.length; i++) {
      isDirect[i] = written.contains(outputs.get(i)) && callers.add(outputs.get(i));
      outputLanes[i] = outputs.get(i).scope() == Scope.PER_LANE;
    }
    Set<Value> own = new LinkedHashSet<>(written);
    own.removeAll(callers);
    direct = IntStream.range(0, isDirect.length).filter(i -> isDirect[i]).toArray();
    copied = IntStream.range(0, isDirect.length).filter(i -> !isDirect[i]).toArray();
    owned = own.toArray(Value[]::new);
    inputIds = running.inputs().stream().mapToInt(Value::id).toArray();
    outputIds = outputs.stream().mapToInt(Value::id).toArray();
    outputSizes = outputs.stream().mapToInt(v -> v.type().size()).toArray();
  }

  @Override
  public Graph graph() {
    return graph;
  }

  /// Slots of their own for runs for up to `lanes` lanes on these arrays. The other arrays are
  /// those of this executable.
  public PlacedSlots place(double[][] inputs, double[][] outputs, int lanes) {
    check(inputs, outputs);
    reserve(lanes);
    double[][] placed = slots.clone();
    for (int i = 0; i < inputs.length; i++) {
      placed[inputIds[i]] = inputs[i];
    }
    for (int i : direct) {
      placed[outputIds[i]] = outputs[i];
    }
    int count = copied.length;
    double[][] left = new double[count][];
    int[] from = new int[count];
    int[] sizes = new int[count];
    boolean[] perLane = new boolean[count];
    for (int i = 0; i < count; i++) {
      left[i] = outputs[copied[i]];
      from[i] = outputIds[copied[i]];
      sizes[i] = outputSizes[copied[i]];
      perLane[i] = outputLanes[copied[i]];
    }
    return new PlacedSlots(placed, left, from, sizes, perLane);
  }

  @Override
  public void run(double[][] inputs, double[][] outputs, int lanes) {
    check(inputs, outputs);
    reserve(lanes);
    for (int i = 0; i < inputs.length; i++) {
      put(inputIds[i], inputs[i]);
    }
    for (int i : direct) {
      put(outputIds[i], outputs[i]);
    }
    for (Instruction instruction : instructions) {
      instruction.run(slots, lanes);
    }
    for (int i : copied) {
      int size = outputSizes[i] * (outputLanes[i] ? lanes : 1);
      System.arraycopy(slots[outputIds[i]], 0, outputs[i], 0, size);
    }
  }

  private void check(double[][] inputs, double[][] outputs) {
    if (inputs.length != inputIds.length || outputs.length != outputIds.length) {
      throw new IllegalArgumentException(
          "graph "
              + graph.name()
              + " has "
              + inputIds.length
              + " inputs and "
              + outputIds.length
              + " outputs, got "
              + inputs.length
              + " and "
              + outputs.length);
    }
  }

  /// Storing a reference costs as much as ten operations, and callers mostly bring the same arrays.
  @SuppressWarnings("ReferenceEquality") // whether it is the very array
  private void put(int slot, double[] array) {
    if (slots[slot] != array) {
      slots[slot] = array;
      version.advance();
    }
  }

  private void reserve(int lanes) {
    if (lanes <= 0) {
      throw new IllegalArgumentException("lanes " + lanes + " is not positive");
    }
    if (lanes <= capacity) {
      return;
    }
    for (Value value : owned) {
      int copies = value.scope() == Scope.PER_LANE ? lanes : 1;
      slots[value.id()] = new double[Math.multiplyExact(value.type().size(), copies)];
    }
    capacity = lanes;
    version.advance();
  }
}
