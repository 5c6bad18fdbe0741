package dev.odeon.gpu.emulator;

import java.util.Set;

/// What types say about registers and instructions: sizes, and which go together (PTX ISA, "Operand
/// Size Exceeding Instruction-Type Size" is not used: sizes are equal here).
final class RegisterType {
  private static final Set<String> KNOWN =
      Set.of("pred", "b32", "u32", "s32", "f32", "b64", "u64", "s64", "f64");

  private RegisterType() {}

  static void check(String type) {
    if (!KNOWN.contains(type)) {
      throw new MachineFault("type '" + type + "' of registers is unknown");
    }
  }

  /// Size in bytes; that of a predicate is 1.
  static int bytes(String type) {
    return switch (type) {
      case "pred", "u8", "b8" -> 1;
      case "b32", "u32", "s32", "f32" -> 4;
      case "b64", "u64", "s64", "f64" -> 8;
      default -> throw new MachineFault("type '" + type + "' has no size");
    };
  }

  /// Whether an instruction of type `instruction` takes a register declared as `register`.
  static boolean fits(String instruction, String register) {
    if (instruction.equals(register)) {
      return true;
    }
    if (instruction.equals("pred") || register.equals("pred")) {
      return false;
    }
    return bytes(instruction) == bytes(register)
        && (isBits(instruction) || isBits(register) || isFloat(instruction) == isFloat(register));
  }

  static boolean isFloat(String type) {
    return type.startsWith("f");
  }

  private static boolean isBits(String type) {
    return type.startsWith("b");
  }
}
