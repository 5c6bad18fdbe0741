package dev.odeon.gpu.emulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// From the text of an entry to a program.
final class KernelParser {
  private static final Pattern PARAMETER = Pattern.compile("\\.param\\s+\\.(\\w+)\\s+(\\w+)");
  private static final Pattern REGISTERS =
      Pattern.compile("\\.reg\\s+\\.(\\w+)\\s+(%\\w+)<(\\d+)>");
  private static final Pattern ARRAY =
      Pattern.compile("\\.(local|shared)\\s+\\.align\\s+(\\d+)\\s+\\.b8\\s+(\\w+)\\[(\\d+)\\]");
  private static final Pattern LABEL = Pattern.compile("(\\w+):\\s*");
  private static final Pattern GUARD = Pattern.compile("@(!?)(%\\w+)\\s+");

  private final String name;
  private final int mostThreads;
  private final @Nullable String launched;
  final Map<String, Integer> parameters = new HashMap<>();
  private final Map<String, Integer> sizes = new HashMap<>();
  private final Map<String, Integer> slots = new HashMap<>();
  private final List<String> types = new ArrayList<>();
  private final Map<Integer, Long> immediates = new HashMap<>();
  private final Map<String, Integer> arrays = new HashMap<>();
  private final Map<Space, Integer> used = new HashMap<>();
  private final Map<String, Integer> labels = new HashMap<>();
  private int parameterBytes;

  /// @param launched name of the array whose size the launch gives
  KernelParser(String name, int mostThreads, @Nullable String launched) {
    this.name = name;
    this.mostThreads = mostThreads;
    this.launched = launched;
  }

  MachineProgram parse(String declared, String body) {
    declareParameters(declared);
    List<String> instructions = new ArrayList<>();
    for (String statement : body.split(";", -1)) {
      String rest = statement.strip();
      Matcher label = LABEL.matcher(rest);
      while (label.lookingAt()) {
        if (labels.put(label.group(1), instructions.size()) != null) {
          throw new MachineFault("label " + label.group(1) + " is there twice");
        }
        rest = rest.substring(label.end());
        label = LABEL.matcher(rest);
      }
      if (rest.startsWith(".pragma")) {
        // Advice to the assembler.
        continue;
      }
      if (rest.startsWith(".")) {
        declare(rest);
      } else if (!rest.isEmpty()) {
        instructions.add(rest.replaceAll("\\s+", " "));
      }
    }
    if (launched != null) {
      int at = Math.ceilDiv(used.getOrDefault(Space.SHARED, 0), 16) * 16;
      arrays.put(launched, at);
      used.put(Space.SHARED, at);
    }
    List<Step> steps = new ArrayList<>();
    for (String instruction : instructions) {
      try {
        steps.add(step(instruction));
      } catch (MachineFault | NumberFormatException fault) {
        throw new MachineFault(name + ": '" + instruction + "': " + fault.getMessage());
      }
    }
    long[] registers = new long[types.size()];
    java.util.Arrays.fill(registers, MachineProgram.POISON);
    immediates.forEach((slot, bits) -> registers[slot] = bits);
    return new MachineProgram(
        name,
        parameterBytes,
        registers,
        steps,
        instructions,
        used.getOrDefault(Space.LOCAL, 0),
        used.getOrDefault(Space.SHARED, 0),
        mostThreads);
  }

  private void declareParameters(String declared) {
    if (declared.isBlank()) {
      return;
    }
    for (String part : declared.split(",", -1)) {
      Matcher parameter = PARAMETER.matcher(part.strip());
      if (!parameter.matches()) {
        throw new MachineFault("parameter '" + part.strip() + "' is unknown");
      }
      int size = RegisterType.bytes(parameter.group(1));
      int offset = (parameterBytes + size - 1) / size * size;
      parameters.put(parameter.group(2), offset);
      sizes.put(parameter.group(2), size);
      parameterBytes = offset + size;
    }
  }

  private void declare(String statement) {
    Matcher registers = REGISTERS.matcher(statement);
    if (registers.matches()) {
      RegisterType.check(registers.group(1));
      for (int i = 0; i < Integer.parseInt(registers.group(3)); i++) {
        slots.put(registers.group(2) + i, types.size());
        types.add(registers.group(1));
      }
      return;
    }
    Matcher array = ARRAY.matcher(statement);
    if (array.matches()) {
      Space space = Space.of(array.group(1));
      int align = Integer.parseInt(array.group(2));
      int at = (used.getOrDefault(space, 0) + align - 1) / align * align;
      arrays.put(array.group(3), at);
      used.put(space, at + Integer.parseInt(array.group(4)));
      return;
    }
    throw new MachineFault("declaration '" + statement + "' is unknown");
  }

  private Step step(String instruction) {
    Matcher guard = GUARD.matcher(instruction);
    if (!guard.lookingAt()) {
      return unguarded(instruction);
    }
    int slot = register(guard.group(2), "pred");
    long wanted = guard.group(1).isEmpty() ? 1 : 0;
    Step step = unguarded(instruction.substring(guard.end()));
    return thread -> {
      if ((thread.registers[slot] & 1) == wanted) {
        step.run(thread);
      }
    };
  }

  private Step unguarded(String instruction) {
    int space = instruction.indexOf(' ');
    String opcode = space < 0 ? instruction : instruction.substring(0, space);
    List<String> operands = space < 0 ? List.of() : split(instruction.substring(space + 1));
    return InstructionTable.step(opcode, operands, this);
  }

  /// At commas outside of braces.
  static List<String> split(String operands) {
    List<String> parts = new ArrayList<>();
    for (String part : operands.split(",(?![^{]*\\})", -1)) {
      parts.add(part.strip());
    }
    return parts;
  }

  /// The slot of a register that an instruction of type `type` takes.
  int register(String text, String type) {
    Integer slot = slots.get(text);
    if (slot == null) {
      throw new MachineFault("register " + text + " is not declared");
    }
    if (!RegisterType.fits(type, types.get(slot))) {
      throw new MachineFault(
          "register " + text + " of type " + types.get(slot) + " where " + type + " is taken");
    }
    return slot;
  }

  /// The slot of a register or of a number.
  int operand(String text, String type) {
    if (text.startsWith("%")) {
      return register(text, type);
    }
    long bits = immediate(text, type);
    types.add(type);
    immediates.put(types.size() - 1, bits);
    return types.size() - 1;
  }

  private static long immediate(String text, String type) {
    if (RegisterType.isFloat(type)) {
      int digits = 2 * RegisterType.bytes(type);
      String prefix = type.equals("f64") ? "0d" : "0f";
      if (!text.startsWith(prefix) || text.length() != 2 + digits) {
        throw new MachineFault("'" + text + "' is no number of type " + type);
      }
      return Long.parseUnsignedLong(text.substring(2), 16);
    }
    long number = Long.decode(text);
    if (RegisterType.bytes(type) == 4 && number != (int) number && number >>> 32 != 0) {
      throw new MachineFault("'" + text + "' does not fit " + type);
    }
    if (type.equals("pred") && number != 0 && number != 1) {
      throw new MachineFault("'" + text + "' is no truth value");
    }
    return number;
  }

  /// The address of a local or shared array; null if there is none of that name.
  @Nullable Long array(String text) {
    Integer at = arrays.get(text);
    return at == null ? null : Long.valueOf(MachineThread.WINDOW + at);
  }

  /// Where a parameter of so many bytes is.
  int parameter(String text, int bytes) {
    Integer offset = parameters.get(text);
    if (offset == null || sizes.getOrDefault(text, 0) != bytes) {
      throw new MachineFault("no parameter " + text + " of " + bytes + " bytes");
    }
    return offset;
  }

  /// The number of the instruction after label `text`, when all labels are known.
  java.util.function.IntSupplier label(String text) {
    Integer at = labels.get(text);
    if (at == null) {
      throw new MachineFault("no label " + text);
    }
    int target = at;
    return () -> target;
  }
}
