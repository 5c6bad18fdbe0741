package dev.odeon.gpu.emulator;

import java.util.Map;

/// Arithmetic on floating numbers (PTX ISA, "Floating Point Instructions"): with `.rn` each is
/// rounded to nearest once.
final class RealRules {
  private RealRules() {}

  static double real(long bits) {
    return Double.longBitsToDouble(bits);
  }

  static float single(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  /// A NaN that arithmetic makes has bits of the device's own (0x7fffffff for `f32`; any for
  /// `f64`), not Java's.
  static long bits(double x) {
    return Double.isNaN(x) ? 0x7FFC_0000_0000_0001L : Double.doubleToRawLongBits(x);
  }

  static long bits(float x) {
    return Float.isNaN(x) ? 0x7FFF_FFFF : Float.floatToRawIntBits(x);
  }

  static void into(Map<String, Rule> rules) {
    wide(rules);
    narrow(rules);
  }

  private static void wide(Map<String, Rule> rules) {
    rules.put("add.rn.f64", Rule.binary("f64", (a, b, _) -> bits(real(a) + real(b))));
    rules.put("sub.rn.f64", Rule.binary("f64", (a, b, _) -> bits(real(a) - real(b))));
    rules.put("mul.rn.f64", Rule.binary("f64", (a, b, _) -> bits(real(a) * real(b))));
    rules.put("div.rn.f64", Rule.binary("f64", (a, b, _) -> bits(real(a) / real(b))));
    rules.put(
        "fma.rn.f64", Rule.ternary("f64", (a, b, c) -> bits(Math.fma(real(a), real(b), real(c)))));
    rules.put("sqrt.rn.f64", Rule.unary("f64", (a, _, _) -> bits(Math.sqrt(real(a)))));
    rules.put("neg.f64", Rule.unary("f64", (a, _, _) -> a ^ Long.MIN_VALUE));
    rules.put("abs.f64", Rule.unary("f64", (a, _, _) -> a & Long.MAX_VALUE));
    rules.put(
        "copysign.f64",
        Rule.binary("f64", (a, b, _) -> (a & Long.MIN_VALUE) | (b & Long.MAX_VALUE)));
    rules.put("cvt.rmi.f64.f64", Rule.unary("f64", (a, _, _) -> bits(Math.floor(real(a)))));
    rules.put("cvt.rpi.f64.f64", Rule.unary("f64", (a, _, _) -> bits(Math.ceil(real(a)))));
    rules.put("cvt.rni.f64.f64", Rule.unary("f64", (a, _, _) -> bits(Math.rint(real(a)))));
  }

  private static void narrow(Map<String, Rule> rules) {
    rules.put("add.rn.f32", Rule.binary("f32", (a, b, _) -> bits(single(a) + single(b))));
    rules.put("sub.rn.f32", Rule.binary("f32", (a, b, _) -> bits(single(a) - single(b))));
    rules.put("mul.rn.f32", Rule.binary("f32", (a, b, _) -> bits(single(a) * single(b))));
    rules.put("div.rn.f32", Rule.binary("f32", (a, b, _) -> bits(single(a) / single(b))));
    rules.put(
        "fma.rn.f32",
        Rule.ternary("f32", (a, b, c) -> bits(Math.fma(single(a), single(b), single(c)))));
    rules.put("sqrt.rn.f32", Rule.unary("f32", (a, _, _) -> bits((float) Math.sqrt(single(a)))));
    rules.put("neg.f32", Rule.unary("f32", (a, _, _) -> a ^ 0x8000_0000L));
    rules.put("abs.f32", Rule.unary("f32", (a, _, _) -> a & 0x7FFF_FFFFL));
    rules.put(
        "copysign.f32", Rule.binary("f32", (a, b, _) -> (a & 0x8000_0000L) | (b & 0x7FFF_FFFFL)));
    rules.put(
        "cvt.rmi.f32.f32", Rule.unary("f32", (a, _, _) -> bits((float) Math.floor(single(a)))));
    rules.put(
        "cvt.rpi.f32.f32", Rule.unary("f32", (a, _, _) -> bits((float) Math.ceil(single(a)))));
    rules.put(
        "cvt.rni.f32.f32", Rule.unary("f32", (a, _, _) -> bits((float) Math.rint(single(a)))));
  }
}
