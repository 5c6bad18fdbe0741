package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.LaneArrays;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneProgram;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.Stops;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What the arrays of a solve hold, and how long those are that it fills: of `width` lanes from
/// `first` on.
final class TrajectoryInput {
  private final TrajectoryProgram program;
  private final LaneProgram lanes;
  private final LaneInput input;
  private final int first;
  private final int width;

  TrajectoryInput(TrajectoryProgram program, LaneInput input, int first, int width) {
    this.program = program;
    lanes = program.lanes();
    this.input = input;
    this.first = first;
    this.width = width;
  }

  /// Number of the first of its lanes.
  int first() {
    return first;
  }

  /// Number of all lanes.
  int lanes() {
    return input.lanes();
  }

  /// Number of its lanes.
  int width() {
    return width;
  }

  /// What is read.
  Map<Memory, double[]> given() {
    TrajectoryMemory memory = program.memory();
    Map<Memory, double[]> given = new LinkedHashMap<>();
    given.put(memory.initial(), perLane(input.initial(), lanes.steps().field().dimension()));
    List<ValueType> types = lanes.steps().field().parameterTypes();
    for (int i = 0; i < types.size(); i++) {
      double[] values = input.parameters()[i];
      given.put(
          memory.parameters().get(i),
          TrajectoryMemory.isShared(types, i)
              ? values
              : perLane(values, types.get(i).type().size()));
    }
    given.put(memory.targets(), targets());
    given.put(memory.stops(), stops());
    given.put(memory.times(), times());
    given.put(memory.rows(), rows());
    return given;
  }

  private double[] perLane(double[] values, int elements) {
    if (width == input.lanes() && values.length == elements * width) {
      return values;
    }
    double[] mine = new double[elements * width];
    LaneArrays.gather(values, elements, input.lanes(), first, width, mine);
    return mine;
  }

  private double[] targets() {
    Stops known = lanes.plan().stops();
    double start = lanes.span().start();
    double[] targets = new double[(known.count() == 0 ? 1 : 4) * width];
    for (int lane = 0; lane < width; lane++) {
      double end = input.end(first + lane, lanes.span());
      targets[lane] = end;
      if (known.count() > 0) {
        targets[width + lane] = start == end ? start : known.beside(start, end);
        targets[2 * width + lane] = start == end ? end : known.beside(end, start);
        targets[3 * width + lane] = known.between(start, end).length;
      }
    }
    return targets;
  }

  /// The stops that a lane meets are the first of those that the whole span meets.
  private double[] stops() {
    int count = lanes.plan().stops().count();
    double[] met = lanes.plan().stops().between(lanes.span().start(), lanes.span().end());
    double[] table = new double[3 * count];
    double before = lanes.span().start();
    for (int i = 0; i < met.length; i++) {
      double margin = Math.copySign(Stops.margin(before, met[i]), lanes.span().length());
      table[i] = met[i] - margin;
      table[count + i] = met[i];
      table[2 * count + i] = met[i] + margin;
      before = met[i];
    }
    return table;
  }

  private double[] times() {
    SaveAt saveAt = lanes.saveAt();
    if (saveAt.isShared()) {
      return saveAt.toArray();
    }
    double[] all = new double[rowCount()];
    int next = 0;
    for (int lane = first; lane < first + width; lane++) {
      double[] own = saveAt.timesOf(lane);
      System.arraycopy(own, 0, all, next, own.length);
      next += own.length;
    }
    return all;
  }

  private int rowCount() {
    int count = 0;
    for (int lane = first; lane < first + width; lane++) {
      count = Math.addExact(count, lanes.saveAt().timesOf(lane).length);
    }
    return count;
  }

  private double[] rows() {
    if (lanes.saveAt().isShared()) {
      return new double[0];
    }
    double[] rows = new double[2 * width];
    int next = 0;
    for (int lane = 0; lane < width; lane++) {
      int count = lanes.saveAt().timesOf(first + lane).length;
      rows[lane] = next;
      rows[width + lane] = count;
      next += count;
    }
    return rows;
  }

  /// How long the arrays are that are written, or counted in.
  ///
  /// @param room for what nobody knows beforehand
  Map<Memory, Long> lengths(Room room) {
    TrajectoryMemory memory = program.memory();
    int dimension = lanes.steps().field().dimension();
    long carried = lanes.carry().types().stream().mapToLong(type -> type.size()).sum();
    long saves = lanes.saveAt().isShared() ? (long) lanes.saveAt().count() * width : rowCount();
    Map<Memory, Long> lengths = new LinkedHashMap<>();
    lengths.put(memory.states(), saves * lanes.savedDimension());
    lengths.put(memory.reports(), (long) (Report.WORK + lanes.carry().work()) * width);
    lengths.put(memory.ends(), (long) dimension * width);
    lengths.put(memory.wrecks(), (2 + carried) * width);
    lengths.put(memory.occurrences(), room.occurrences() * (2L * dimension + 4));
    boolean keeps = program.keeping() == StepKeeping.ALL;
    lengths.put(
        memory.steps(), keeps ? room.steps() * TrajectoryMemory.stepRows(lanes) * width : 0);
    lengths.put(memory.savedIn(), keeps ? saves : 0);
    lengths.put(memory.occurred(), 1L);
    lengths.put(memory.next(), 1L);
    lengths.put(memory.halt(), 1L);
    return lengths;
  }

  /// Length of a written array.
  long length(Memory memory, Room room) {
    return Objects.requireNonNull(lengths(room).get(memory), memory.name());
  }

  /// Length of all arrays that hold something for each lane.
  long length(Room room) {
    long each = lanes.plan().stops().count() == 0 ? 1 : 4;
    each += lanes.steps().field().dimension();
    for (ValueType type : lanes.steps().field().parameterTypes()) {
      each += type.scope() == Scope.PER_LANE ? type.type().size() : 0;
    }
    long own = lanes.saveAt().isShared() ? 0 : rowCount() + 2L * width;
    return each * width + own + lengths(room).values().stream().mapToLong(Long::longValue).sum();
  }

  /// Length of all arrays that lanes share.
  long sharedLength() {
    long length = (long) stops().length + (lanes.saveAt().isShared() ? lanes.saveAt().count() : 0);
    List<ValueType> types = lanes.steps().field().parameterTypes();
    for (int i = 0; i < types.size(); i++) {
      length += TrajectoryMemory.isShared(types, i) ? types.get(i).type().size() : 0;
    }
    return length;
  }

  /// The value that written arrays hold where nothing was written.
  static double[] blank(long length) {
    double[] blank = new double[Math.toIntExact(length)];
    Arrays.fill(blank, Double.NaN);
    return blank;
  }
}
