package dev.odeon.gpu.emulator;

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
      Pattern.compile("(ld|st)\\.(global|shared|local)\\.(u8|b32|b64|u32|u64|s32|s64|f32|f64)");
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
    if (opcode.equals("mov.u64") && kernel.array(operands.getLast()) instanceof Long address) {
      int to = kernel.register(operands.getFirst(), "u64");
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
      return memory.group(1).equals("ld")
          ? load(space, memory.group(3), operands, kernel)
          : store(space, memory.group(3), operands, kernel);
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

  private record Address(int slot, long offset) {}

  private static Address address(String text, KernelParser kernel) {
    Matcher matcher = ADDRESS.matcher(text);
    if (!matcher.matches()) {
      throw new MachineFault("'" + text + "' is no address");
    }
    long offset = matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2));
    return new Address(kernel.register(matcher.group(1), "u64"), offset);
  }

  private static Step load(Space space, String type, List<String> operands, KernelParser kernel) {
    arity(operands, 2);
    int bytes = RegisterType.bytes(type);
    int to = kernel.register(operands.getFirst(), type.equals("u8") ? "u32" : type);
    Address at = address(operands.get(1), kernel);
    return thread ->
        thread.registers[to] = thread.load(space, thread.registers[at.slot] + at.offset, bytes);
  }

  private static Step store(Space space, String type, List<String> operands, KernelParser kernel) {
    arity(operands, 2);
    int bytes = RegisterType.bytes(type);
    Address at = address(operands.getFirst(), kernel);
    int from = kernel.operand(operands.get(1), type.equals("u8") ? "u32" : type);
    return thread ->
        thread.store(space, thread.registers[at.slot] + at.offset, bytes, thread.registers[from]);
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
      case "atom.global.add.u32" -> atomicAdd("u32", operands, kernel);
      case "atom.global.add.u64" -> atomicAdd("u64", operands, kernel);
      default -> throw new MachineFault("instruction '" + opcode + "' is unknown");
    };
  }

  private static Step atomicAdd(String type, List<String> operands, KernelParser kernel) {
    arity(operands, 3);
    int bytes = RegisterType.bytes(type);
    int to = kernel.register(operands.getFirst(), type);
    Address at = address(operands.get(1), kernel);
    int addend = kernel.operand(operands.get(2), type);
    return thread -> {
      long address = thread.registers[at.slot] + at.offset;
      long before = thread.load(Space.GLOBAL, address, bytes);
      long sum = before + thread.registers[addend];
      thread.store(Space.GLOBAL, address, bytes, sum);
      thread.registers[to] = before;
    };
  }
}
