package dev.odeon.gpu.emulator;

import dev.odeon.gpu.driver.DriverException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// All instructions that the emulator knows, by their full names.
final class InstructionTable {
  private static final Map<String, Rule> RULES = rules();
  private static final Pattern ADDRESS = Pattern.compile("\\[(%\\w+)(?:\\+(-?\\d+))?\\]");
  private static final Pattern MEMORY =
      Pattern.compile(
          "(ld|st)\\.(global|shared|local)(\\.nc)?(?:\\.v([24]))?"
              + "\\.(u8|b32|b64|u32|u64|s32|s64|f32|f64)");
  private static final List<String> AXES =
      List.of(
          "%tid.x",
          "%tid.y",
          "%tid.z",
          "%ctaid.x",
          "%ctaid.y",
          "%ctaid.z",
          "%ntid.x",
          "%ntid.y",
          "%ntid.z",
          "%nctaid.x",
          "%nctaid.y",
          "%nctaid.z");

  private InstructionTable() {}

  private static Map<String, Rule> rules() {
    Map<String, Rule> rules = new HashMap<>();
    RealRules.into(rules);
    WholeRules.into(rules);
    MovementRules.into(rules);
    ComparisonRules.into(rules);
    return rules;
  }

  static Step step(String opcode, List<String> operands, KernelParser kernel) {
    if (opcode.equals("mov.u32") && AXES.contains(operands.getLast())) {
      int axis = AXES.indexOf(operands.getLast());
      int to = kernel.register(operands.getFirst(), "u32");
      return thread -> thread.registers[to] = thread.place[axis];
    }
    if ((opcode.equals("mov.u64") || opcode.equals("mov.u32"))
        && kernel.array(operands.getLast()) instanceof Long address) {
      int to = kernel.register(operands.getFirst(), opcode.substring(4));
      return thread -> thread.registers[to] = address;
    }
    Rule rule = RULES.get(opcode);
    if (rule != null) {
      return pure(rule, operands, kernel);
    }
    if (opcode.startsWith("ld.param.")) {
      return parameter(opcode.substring(9), operands, kernel);
    }
    Matcher memory = MEMORY.matcher(opcode);
    if (memory.matches()) {
      Space space = Space.of(memory.group(2));
      int width = memory.group(4) == null ? 1 : Integer.parseInt(memory.group(4));
      boolean loads = memory.group(1).equals("ld");
      if (memory.group(3) != null && (space != Space.GLOBAL || !loads)) {
        throw new MachineFault("only loads of global memory are without coherence");
      }
      return loads
          ? load(space, memory.group(5), width, operands, kernel)
          : store(space, memory.group(5), width, operands, kernel);
    }
    return control(opcode, operands, kernel);
  }

  private static void arity(List<String> operands, int expected) {
    if (operands.size() != expected) {
      throw new MachineFault("takes " + expected + " operands, got " + operands.size());
    }
  }

  private static Step pure(Rule rule, List<String> operands, KernelParser kernel) {
    int count = rule.operands().size();
    arity(operands, count + 1);
    int to = kernel.register(operands.getFirst(), rule.result());
    int a = kernel.operand(operands.get(1), rule.operands().get(0));
    int b = count < 2 ? a : kernel.operand(operands.get(2), rule.operands().get(1));
    int c = count < 3 ? a : kernel.operand(operands.get(3), rule.operands().get(2));
    Rule.Function function = rule.function();
    return thread -> {
      long[] r = thread.registers;
      r[to] = function.apply(r[a], r[b], r[c]);
    };
  }

  private static Step parameter(String type, List<String> operands, KernelParser kernel) {
    arity(operands, 2);
    String place = operands.get(1);
    int bytes = RegisterType.bytes(type);
    int to = kernel.register(operands.getFirst(), type);
    int offset = kernel.parameter(place.substring(1, place.length() - 1), bytes);
    return thread -> thread.registers[to] = thread.load(Space.PARAM, offset, bytes);
  }

  private record Address(int slot, long offset, boolean narrow) {
    long of(MachineThread thread) {
      long base = thread.registers[slot];
      return (narrow ? base & 0xFFFF_FFFFL : base) + offset;
    }
  }

  /// Addresses of shared memory fit 32 bits.
  private static Address address(Space space, String text, KernelParser kernel) {
    Matcher matcher = ADDRESS.matcher(text);
    if (!matcher.matches()) {
      throw new MachineFault("'" + text + "' is no address");
    }
    long offset = matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2));
    boolean narrow = space == Space.SHARED && matcher.group(1).matches("%r\\d+");
    int slot = kernel.register(matcher.group(1), narrow ? "u32" : "u64");
    return new Address(slot, offset, narrow);
  }

  /// The registers of a vector, or one.
  private static List<String> vector(String text, int width) {
    List<String> parts =
        width == 1 ? List.of(text) : KernelParser.split(text.substring(1, text.length() - 1));
    if (parts.size() != width) {
      throw new MachineFault("'" + text + "' are not " + width + " registers");
    }
    return parts;
  }

  private static void aligned(long address, int bytes) throws DriverException {
    if (address % bytes != 0) {
      throw DriverException.returned("access to " + Long.toHexString(address), 716);
    }
  }

  private static Step load(
      Space space, String type, int width, List<String> operands, KernelParser kernel) {
    arity(operands, 2);
    int bytes = RegisterType.bytes(type);
    int[] to =
        vector(operands.getFirst(), width).stream()
            .mapToInt(one -> kernel.register(one, type.equals("u8") ? "u32" : type))
            .toArray();
    Address at = address(space, operands.get(1), kernel);
    return thread -> {
      long address = at.of(thread);
      aligned(address, width * bytes);
      for (int i = 0; i < width; i++) {
        thread.registers[to[i]] = thread.load(space, address + (long) i * bytes, bytes);
      }
    };
  }

  private static Step store(
      Space space, String type, int width, List<String> operands, KernelParser kernel) {
    arity(operands, 2);
    int bytes = RegisterType.bytes(type);
    Address at = address(space, operands.getFirst(), kernel);
    int[] from =
        vector(operands.get(1), width).stream()
            .mapToInt(one -> kernel.operand(one, type.equals("u8") ? "u32" : type))
            .toArray();
    return thread -> {
      long address = at.of(thread);
      aligned(address, width * bytes);
      for (int i = 0; i < width; i++) {
        thread.store(space, address + (long) i * bytes, bytes, thread.registers[from[i]]);
      }
    };
  }

  /// A barrier at which threads vote.
  ///
  /// @param type of what they learn: whether any voted for it, or how many did
  private static Step vote(String type, List<String> operands, KernelParser kernel) {
    arity(operands, 3);
    if (!operands.get(1).equals("0")) {
      throw new MachineFault("barriers other than 0 are unknown");
    }
    int to = kernel.register(operands.getFirst(), type);
    int vote = kernel.register(operands.getLast(), "pred");
    boolean counts = type.equals("u32");
    return thread -> {
      thread.state = MachineThread.State.WAITING;
      thread.ballot =
          new MachineThread.Ballot(
              (thread.registers[vote] & 1) != 0,
              count -> thread.registers[to] = counts ? count : Math.min(1, count));
    };
  }

  private static Step control(String opcode, List<String> operands, KernelParser kernel) {
    return switch (opcode) {
      case "bra", "bra.uni" -> {
        arity(operands, 1);
        IntSupplier target = kernel.label(operands.getFirst());
        yield thread -> thread.next = target.getAsInt();
      }
      case "ret", "exit" -> {
        arity(operands, 0);
        yield thread -> thread.state = MachineThread.State.DONE;
      }
      case "bar.sync" -> {
        if (!operands.equals(List.of("0"))) {
          throw new MachineFault("barriers other than 0 are unknown");
        }
        yield thread -> thread.state = MachineThread.State.WAITING;
      }
      case "bar.red.or.pred" -> vote("pred", operands, kernel);
      case "bar.red.popc.u32" -> vote("u32", operands, kernel);
      case "atom.global.add.u32" -> atomicAdd("u32", operands, kernel);
      case "atom.global.add.u64" -> atomicAdd("u64", operands, kernel);
      default -> throw new MachineFault("instruction '" + opcode + "' is unknown");
    };
  }

  private static Step atomicAdd(String type, List<String> operands, KernelParser kernel) {
    arity(operands, 3);
    int bytes = RegisterType.bytes(type);
    int to = kernel.register(operands.getFirst(), type);
    Address at = address(Space.GLOBAL, operands.get(1), kernel);
    int addend = kernel.operand(operands.get(2), type);
    return thread -> {
      long address = at.of(thread);
      long before = thread.load(Space.GLOBAL, address, bytes);
      long sum = before + thread.registers[addend];
      thread.store(Space.GLOBAL, address, bytes, sum);
      thread.registers[to] = before;
    };
  }
}
