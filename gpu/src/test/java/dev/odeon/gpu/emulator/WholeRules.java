package dev.odeon.gpu.emulator;

import java.util.List;
import java.util.Map;

/// Arithmetic on whole numbers, and bits (PTX ISA, "Integer Arithmetic Instructions", "Logic and
/// Shift Instructions").
final class WholeRules {
  private WholeRules() {}

  static void into(Map<String, Rule> rules) {
    for (String type : List.of("s32", "u32", "s64", "u64")) {
      rules.put("add." + type, Rule.binary(type, (a, b, _) -> a + b));
      rules.put("sub." + type, Rule.binary(type, (a, b, _) -> a - b));
      rules.put("mul.lo." + type, Rule.binary(type, (a, b, _) -> a * b));
      rules.put("mad.lo." + type, Rule.ternary(type, (a, b, c) -> a * b + c));
    }
    for (String type : List.of("b32", "b64", "pred")) {
      rules.put("and." + type, Rule.binary(type, (a, b, _) -> a & b));
      rules.put("or." + type, Rule.binary(type, (a, b, _) -> a | b));
      rules.put("xor." + type, Rule.binary(type, (a, b, _) -> a ^ b));
      boolean truth = type.equals("pred");
      rules.put("not." + type, Rule.unary(type, (a, _, _) -> truth ? a ^ 1 : ~a));
    }
    signed(rules);
    wide(rules);
    shifts(rules);
  }

  private static long unsigned(long a) {
    return a & 0xFFFF_FFFFL;
  }

  private static void signed(Map<String, Rule> rules) {
    rules.put("min.s32", Rule.binary("s32", (a, b, _) -> Math.min((int) a, (int) b)));
    rules.put("max.s32", Rule.binary("s32", (a, b, _) -> Math.max((int) a, (int) b)));
    rules.put("min.s64", Rule.binary("s64", (a, b, _) -> Math.min(a, b)));
    rules.put("max.s64", Rule.binary("s64", (a, b, _) -> Math.max(a, b)));
    rules.put("min.u32", Rule.binary("u32", (a, b, _) -> Math.min(unsigned(a), unsigned(b))));
    rules.put("max.u32", Rule.binary("u32", (a, b, _) -> Math.max(unsigned(a), unsigned(b))));
    rules.put("neg.s32", Rule.unary("s32", (a, _, _) -> -a));
    rules.put("neg.s64", Rule.unary("s64", (a, _, _) -> -a));
    // A division by zero is undefined on devices: here it is a fault.
    rules.put("div.u32", Rule.binary("u32", (a, b, _) -> unsigned(a) / unsigned(b)));
    rules.put("rem.u32", Rule.binary("u32", (a, b, _) -> unsigned(a) % unsigned(b)));
    rules.put("div.s32", Rule.binary("s32", (a, b, _) -> (int) a / (int) b));
    rules.put("rem.s32", Rule.binary("s32", (a, b, _) -> (int) a % (int) b));
    rules.put("div.u64", Rule.binary("u64", (a, b, _) -> Long.divideUnsigned(a, b)));
    rules.put("rem.u64", Rule.binary("u64", (a, b, _) -> Long.remainderUnsigned(a, b)));
    rules.put("popc.b32", new Rule("u32", List.of("b32"), (a, _, _) -> Integer.bitCount((int) a)));
  }

  private static void wide(Map<String, Rule> rules) {
    List<String> signed = List.of("s32", "s32");
    List<String> unsigned = List.of("u32", "u32");
    rules.put("mul.wide.s32", new Rule("s64", signed, (a, b, _) -> (long) (int) a * (int) b));
    rules.put("mul.wide.u32", new Rule("u64", unsigned, (a, b, _) -> unsigned(a) * unsigned(b)));
    rules.put(
        "mad.wide.s32",
        new Rule("s64", List.of("s32", "s32", "s64"), (a, b, c) -> (long) (int) a * (int) b + c));
    rules.put(
        "mad.wide.u32",
        new Rule("u64", List.of("u32", "u32", "u64"), (a, b, c) -> unsigned(a) * unsigned(b) + c));
    rules.put("mul.hi.s32", Rule.binary("s32", (a, b, _) -> ((long) (int) a * (int) b) >> 32));
    rules.put("mul.hi.u32", Rule.binary("u32", (a, b, _) -> (unsigned(a) * unsigned(b)) >>> 32));
    rules.put("mul.hi.s64", Rule.binary("s64", (a, b, _) -> Math.multiplyHigh(a, b)));
    rules.put("mul.hi.u64", Rule.binary("u64", (a, b, _) -> Math.unsignedMultiplyHigh(a, b)));
  }

  /// Distances beyond the width are clamped to it.
  private static void shifts(Map<String, Rule> rules) {
    List<String> narrow = List.of("b32", "u32");
    List<String> wide = List.of("b64", "u32");
    rules.put(
        "shl.b32", new Rule("b32", narrow, (a, b, _) -> unsigned(b) > 31 ? 0 : (int) a << (int) b));
    rules.put("shl.b64", new Rule("b64", wide, (a, b, _) -> unsigned(b) > 63 ? 0 : a << b));
    rules.put(
        "shr.u32",
        new Rule("u32", narrow, (a, b, _) -> unsigned(b) > 31 ? 0 : (int) a >>> (int) b));
    rules.put("shr.u64", new Rule("u64", wide, (a, b, _) -> unsigned(b) > 63 ? 0 : a >>> b));
    rules.put(
        "shr.s32", new Rule("s32", narrow, (a, b, _) -> (int) a >> Math.min(31, unsigned(b))));
    rules.put("shr.s64", new Rule("s64", wide, (a, b, _) -> a >> Math.min(63, unsigned(b))));
  }
}
