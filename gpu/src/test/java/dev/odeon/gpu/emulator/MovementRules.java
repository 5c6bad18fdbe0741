package dev.odeon.gpu.emulator;

import static dev.odeon.gpu.emulator.RealRules.bits;
import static dev.odeon.gpu.emulator.RealRules.real;
import static dev.odeon.gpu.emulator.RealRules.single;

import java.util.List;
import java.util.Map;

/// Copies, selections and conversions (PTX ISA, "Data Movement and Conversion Instructions").
final class MovementRules {
  private MovementRules() {}

  static void into(Map<String, Rule> rules) {
    for (String type : List.of("pred", "b32", "u32", "s32", "f32", "b64", "u64", "s64", "f64")) {
      rules.put("mov." + type, Rule.unary(type, (a, _, _) -> a));
      if (!type.equals("pred")) {
        rules.put(
            "selp." + type,
            new Rule(type, List.of(type, type, "pred"), (a, b, p) -> (p & 1) != 0 ? a : b));
      }
    }
    rules.put("cvta.to.global.u64", Rule.unary("u64", (a, _, _) -> a));
    fromWhole(rules);
    fromReal(rules);
  }

  private static Rule conversion(String to, String from, Rule.Function function) {
    return new Rule(to, List.of(from), function);
  }

  private static void fromWhole(Map<String, Rule> rules) {
    rules.put("cvt.s64.s32", conversion("s64", "s32", (a, _, _) -> (int) a));
    rules.put("cvt.u64.u32", conversion("u64", "u32", (a, _, _) -> a & 0xFFFF_FFFFL));
    rules.put("cvt.u32.u64", conversion("u32", "u64", (a, _, _) -> (int) a));
    rules.put("cvt.s32.s64", conversion("s32", "s64", (a, _, _) -> (int) a));
    rules.put("cvt.rn.f64.s32", conversion("f64", "s32", (a, _, _) -> bits((double) (int) a)));
    rules.put("cvt.rn.f64.s64", conversion("f64", "s64", (a, _, _) -> bits((double) a)));
    rules.put(
        "cvt.rn.f64.u32", conversion("f64", "u32", (a, _, _) -> bits((double) (a & 0xFFFF_FFFFL))));
    rules.put("cvt.rn.f32.s32", conversion("f32", "s32", (a, _, _) -> bits((float) (int) a)));
    rules.put("cvt.rn.f32.s64", conversion("f32", "s64", (a, _, _) -> bits((float) a)));
  }

  /// To whole numbers what is too large is clamped; NaN becomes the least number, but 0 from 32 to
  /// 32 bits (PTX ISA, "cvt").
  private static void fromReal(Map<String, Rule> rules) {
    rules.put("cvt.f64.f32", conversion("f64", "f32", (a, _, _) -> bits((double) single(a))));
    rules.put("cvt.rn.f32.f64", conversion("f32", "f64", (a, _, _) -> bits((float) real(a))));
    rules.put(
        "cvt.rzi.s32.f64",
        conversion(
            "s32", "f64", (a, _, _) -> Double.isNaN(real(a)) ? Integer.MIN_VALUE : (int) real(a)));
    rules.put(
        "cvt.rzi.s64.f64",
        conversion(
            "s64", "f64", (a, _, _) -> Double.isNaN(real(a)) ? Long.MIN_VALUE : (long) real(a)));
    rules.put("cvt.rzi.s32.f32", conversion("s32", "f32", (a, _, _) -> (int) single(a)));
    rules.put(
        "cvt.rzi.s64.f32",
        conversion(
            "s64", "f32", (a, _, _) -> Float.isNaN(single(a)) ? Long.MIN_VALUE : (long) single(a)));
  }
}
