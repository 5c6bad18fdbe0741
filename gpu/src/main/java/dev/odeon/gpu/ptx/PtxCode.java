package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.DType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The code of a kernel, instruction by instruction. Not thread-safe.
///
/// [#value] makes values: an instruction without effects whose register is written nowhere else; an
/// equal one that was made before and still holds is not made again. [#assign] writes registers
/// that change: carries of loops, results of branches. A value must not read a register that is
/// assigned again while the value may still be asked for; [#scoped] bounds how long that is.
///
/// Values that nobody reads do not come into the text.
public final class PtxCode {
  private final List<PtxLine> lines = new ArrayList<>();
  private final List<String> arrays = new ArrayList<>();
  private final Map<PtxType, Integer> counts = new EnumMap<>(PtxType.class);
  private Map<Object, PtxRegister> known = new HashMap<>();
  private Optional<String> launched = Optional.empty();
  private int labels;

  /// A fresh register.
  public PtxRegister register(PtxType type) {
    int number = counts.merge(type, 1, Integer::sum) - 1;
    return new PtxRegister(type, number);
  }

  private record Key(String opcode, PtxType type, List<PtxOperand> operands) {}

  /// The value of an instruction without effects.
  ///
  /// @param type of the result
  /// @param opcode with all its suffixes: `add.rn.f64`
  public PtxRegister value(PtxType type, String opcode, PtxOperand... operands) {
    return known(
        new Key(opcode, type, List.of(operands)),
        type,
        result -> new PtxLine.Pure(result, opcode, List.of(operands)));
  }

  @FunctionalInterface
  private interface Maker {
    PtxLine line(PtxRegister result);
  }

  private PtxRegister known(Object key, PtxType type, Maker maker) {
    PtxRegister found = known.get(key);
    if (found == null) {
      found = register(type);
      lines.add(maker.line(found));
      known.put(key, found);
    }
    return found;
  }

  /// Writes `target`, a register that may be written elsewhere too.
  public void assign(PtxRegister target, String opcode, PtxOperand... operands) {
    lines.add(new PtxLine.Pure(target, opcode, List.of(operands)));
  }

  /// Copies `from` to `target`, of the same type.
  public void assign(PtxRegister target, PtxOperand from) {
    if (!target.equals(from)) {
      assign(target, "mov." + target.type().text(), from);
    }
  }

  /// `targets = sources`, all at once: a source that is another target is copied before.
  public void assign(List<PtxRegister> targets, List<? extends PtxOperand> sources) {
    Variables.assign(this, targets, sources);
  }

  /// A fresh register that begins as `from` and may be assigned.
  public PtxRegister variable(PtxOperand from) {
    PtxRegister register = register(from.type());
    assign(register, from);
    return register;
  }

  /// `operand`, in a register.
  public PtxRegister inRegister(PtxOperand operand) {
    return switch (operand) {
      case PtxRegister register -> register;
      case PtxImmediate number -> value(number.type(), "mov." + number.type().text(), number);
    };
  }

  /// A special register: `%tid.x`, `%ctaid.x`, `%ntid.x`, `%nctaid.x`.
  public PtxRegister special(String name) {
    return known(name, PtxType.B32, result -> new PtxLine.Load(result, "mov.u32", name, null));
  }

  /// A parameter of the kernel.
  public PtxRegister parameter(PtxParameter parameter) {
    return known(
        parameter,
        parameter.type().register(),
        result ->
            new PtxLine.Load(
                result, "ld.param." + parameter.type().text(), "[" + parameter.name() + "]", null));
  }

  /// The address in global memory that a pointer parameter holds.
  public PtxRegister pointer(PtxParameter parameter) {
    return value(PtxType.B64, "cvta.to.global.u64", parameter(parameter));
  }

  /// An array for each block of threads.
  ///
  /// @return its address
  public PtxRegister sharedArray(DType dtype, int elements) {
    return array(PtxSpace.SHARED, dtype, elements);
  }

  /// The memory of a block of threads whose size the launch gives; a kernel has one at most.
  ///
  /// @param name a word, unique in the module
  /// @return its address, a multiple of 16
  public PtxRegister launchedArray(String name) {
    if (!launched.orElse(name).equals(name)) {
      throw new IllegalArgumentException(
          "array " + name + " beside " + launched.orElseThrow() + ": a launch gives one size");
    }
    launched = Optional.of(name);
    return known(name, PtxType.B64, result -> new PtxLine.Load(result, "mov.u64", name, null));
  }

  /// The name of that memory, if it is used.
  Optional<String> launchedArray() {
    return launched;
  }

  /// An array for each thread, in memory: slower than registers by far.
  ///
  /// @return its address
  public PtxRegister localArray(DType dtype, int elements) {
    return array(PtxSpace.LOCAL, dtype, elements);
  }

  private PtxRegister array(PtxSpace space, DType dtype, int elements) {
    String name = space.text() + arrays.size();
    int bytes = Math.multiplyExact(dtype.bytes(), elements);
    arrays.add(
        "  .%s .align %d .b8 %s[%d];"
            .formatted(space.text(), Math.max(8, dtype.bytes()), name, bytes));
    return known(name, PtxType.B64, result -> new PtxLine.Load(result, "mov.u64", name, null));
  }

  /// The element of type `dtype` at `address + offset`. A load is never taken for an earlier one.
  public PtxRegister load(PtxSpace space, DType dtype, PtxRegister address, long offset) {
    if (dtype == DType.BOOL) {
      PtxRegister bits = register(PtxType.B32);
      lines.add(
          new PtxLine.Load(bits, "ld." + space.text() + ".u8", place(address, offset), address));
      PtxRegister truth = register(PtxType.PRED);
      assign(truth, "setp.ne.s32", bits, PtxImmediate.of(0));
      return truth;
    }
    PtxRegister result = register(PtxType.of(dtype));
    lines.add(
        new PtxLine.Load(
            result,
            "ld." + space.text() + "." + result.type().text(),
            place(address, offset),
            address));
    return result;
  }

  /// Stores `element`, of type `dtype`, at `address + offset`.
  public void store(
      PtxSpace space, DType dtype, PtxRegister address, long offset, PtxOperand element) {
    PtxRegister bits =
        dtype == DType.BOOL
            ? value(
                PtxType.B32,
                "selp.b32",
                PtxImmediate.of(1),
                PtxImmediate.of(0),
                inRegister(element))
            : inRegister(element);
    String type = dtype == DType.BOOL ? "u8" : bits.type().text();
    effect(
        "st." + space.text() + "." + type + " " + place(address, offset) + ", " + bits.text(),
        address,
        bits);
  }

  private static String place(PtxRegister address, long offset) {
    return offset == 0 ? "[" + address.text() + "]" : "[" + address.text() + "+" + offset + "]";
  }

  /// `old = [address]; [address] += addend` as one: the value before.
  public PtxRegister atomicAdd(PtxRegister address, PtxOperand addend) {
    PtxRegister old = register(addend.type());
    String type =
        addend.type() == PtxType.B64
            ? "u64"
            : addend.type() == PtxType.B32 ? "u32" : addend.type().text();
    lines.add(
        new PtxLine.Effect(
            "  atom.global.add."
                + type
                + " "
                + old.text()
                + ", ["
                + address.text()
                + "], "
                + addend.text()
                + ";",
            Stream.of(address, addend)
                .filter(PtxRegister.class::isInstance)
                .map(PtxRegister.class::cast)
                .toList()));
    return old;
  }

  /// Waits for all threads of the block.
  public void barrier() {
    effect("bar.sync 0");
  }

  /// Ends the thread.
  public void exit() {
    effect("ret");
  }

  /// Ends the thread if `predicate` holds.
  public void exitIf(PtxRegister predicate) {
    effect("@" + predicate.text() + " ret", predicate);
  }

  /// An instruction with effects.
  ///
  /// @param text without the semicolon
  /// @param reads the registers in it that it reads
  public void effect(String text, PtxRegister... reads) {
    lines.add(new PtxLine.Effect("  " + text + ";", List.of(reads)));
  }

  /// A label, not yet placed.
  public PtxLabel label() {
    return new PtxLabel(labels++);
  }

  /// Puts `label` here.
  public void place(PtxLabel label) {
    lines.add(new PtxLine.Place(label));
  }

  /// Goes to `label`.
  public void branch(PtxLabel label) {
    effect("bra " + label.text());
  }

  /// Goes to `label` if `predicate` holds.
  public void branchIf(PtxRegister predicate, PtxLabel label) {
    effect("@" + predicate.text() + " bra " + label.text(), predicate);
  }

  /// Goes to `label` unless `predicate` holds.
  public void branchUnless(PtxRegister predicate, PtxLabel label) {
    effect("@!" + predicate.text() + " bra " + label.text(), predicate);
  }

  /// Writes a part that may be skipped or repeated: values made in it are not known after it.
  public void scoped(Runnable part) {
    Map<Object, PtxRegister> before = known;
    known = new HashMap<>(before);
    part.run();
    known = before;
  }

  /// The lines that have an effect, directly or through what they compute.
  List<PtxLine> live() {
    Map<PtxRegister, List<PtxLine>> writers = new HashMap<>();
    List<PtxRegister> waiting = new ArrayList<>();
    for (PtxLine line : lines) {
      switch (line) {
        case PtxLine.Place _ -> {}
        case PtxLine.Pure pure ->
            writers.computeIfAbsent(pure.result(), _ -> new ArrayList<>()).add(pure);
        case PtxLine.Load load ->
            writers.computeIfAbsent(load.result(), _ -> new ArrayList<>()).add(load);
        case PtxLine.Effect effect -> waiting.addAll(effect.reads());
      }
    }
    Set<PtxRegister> needed = new HashSet<>(waiting);
    while (!waiting.isEmpty()) {
      for (PtxLine writer : writers.getOrDefault(waiting.removeLast(), List.of())) {
        for (PtxRegister read : reads(writer)) {
          if (needed.add(read)) {
            waiting.add(read);
          }
        }
      }
    }
    return lines.stream().filter(line -> isNeeded(line, needed)).toList();
  }

  private static boolean isNeeded(PtxLine line, Set<PtxRegister> needed) {
    return switch (line) {
      case PtxLine.Pure pure -> needed.contains(pure.result());
      case PtxLine.Load load -> needed.contains(load.result());
      case PtxLine.Place _, PtxLine.Effect _ -> true;
    };
  }

  private static List<PtxRegister> reads(PtxLine line) {
    return switch (line) {
      case PtxLine.Pure pure ->
          pure.operands().stream()
              .filter(PtxRegister.class::isInstance)
              .map(PtxRegister.class::cast)
              .toList();
      case PtxLine.Load load -> load.address() == null ? List.of() : List.of(load.address());
      case PtxLine.Effect effect -> effect.reads();
      case PtxLine.Place _ -> List.of();
    };
  }

  /// Number of instructions of the text.
  public int instructions() {
    return (int) live().stream().filter(line -> !(line instanceof PtxLine.Place)).count();
  }

  /// Declarations and instructions, one a line.
  String text() {
    return Stream.of(
            counts.entrySet().stream()
                .map(
                    entry ->
                        "  .reg .%s %s<%d>;"
                            .formatted(
                                entry.getKey().text(), entry.getKey().prefix(), entry.getValue())),
            arrays.stream(),
            live().stream().map(PtxLine::text))
        .flatMap(part -> part)
        .collect(Collectors.joining("\n"));
  }
}
