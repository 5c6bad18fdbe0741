package dev.odeon.nn.trace;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.UnaryFunction;
import org.hipparchus.CalculusFieldElement;
import org.hipparchus.util.MathUtils;
import org.jspecify.annotations.Nullable;

/// A number of a [TracedField]: either known, or a scalar of the trace.
///
/// Arithmetic of known numbers gives known numbers, with the bits that the trace would compute.
/// Elementary functions are those of [UnaryFunction] and [BinaryFunction], not Hipparchus's own;
/// they differ in the last bits. Division is a division, a linear combination is plain products
/// added from left to right, a whole power up to 64 is products.
///
/// Questions about a traced number have no answer, so [#getReal], [#ulp], [#round], [#norm],
/// [#getExponent] and [#hashCode] are refused with a [TraceException]. Questions of yes and no
/// ([#isZero], [#isNaN], [#isInfinite], [#isFinite], [#is], [#equals]) are answered from the sample
/// if there is one, and guarded.
public final class TracedScalar implements CalculusFieldElement<TracedScalar> {
  private final TracedField field;

  /// Absent for a known number.
  private final @Nullable Tensor tensor;

  /// Whether `number` is meant: always for a known number, for a traced one if it has a sample.
  private final boolean hasNumber;

  /// The known number, or the sample.
  private final double number;

  private TracedScalar(
      TracedField field, @Nullable Tensor tensor, boolean hasNumber, double number) {
    this.field = field;
    this.tensor = tensor;
    this.hasNumber = hasNumber;
    this.number = number;
  }

  static TracedScalar constant(TracedField field, double value) {
    return new TracedScalar(field, null, true, value);
  }

  static TracedScalar withoutSample(TracedField field, Tensor tensor) {
    return new TracedScalar(field, tensor, false, 0);
  }

  static TracedScalar withSample(TracedField field, Tensor tensor, double sample) {
    return new TracedScalar(field, tensor, true, sample);
  }

  /// Whether this is a known number.
  public boolean isConstant() {
    return tensor == null;
  }

  /// This number in the trace.
  public Tensor tensor() {
    return tensor(field);
  }

  Tensor tensor(TracedField to) {
    return tensor == null ? to.literal(number) : tensor;
  }

  /// `this comparison other`, as a branch of a program asks it.
  ///
  /// @throws TraceException if the answer depends on a traced number without a sample
  public boolean is(Comparison comparison, TracedScalar other) {
    if (tensor == null && other.tensor == null) {
      return comparison.test(number, other.number);
    }
    if (!hasNumber || !other.hasNumber) {
      throw TraceException.asking(
          "a comparison", "trace with a sample value to record the branch that it takes");
    }
    boolean answer = comparison.test(number, other.number);
    TracedField common = fieldWith(other);
    common.guard(tensor(common), comparison, other.tensor(common), answer);
    return answer;
  }

  /// The condition `this comparison other`, asked of no one: both outcomes are computed.
  TracedCondition compare(Comparison comparison, TracedScalar other) {
    boolean known = hasNumber && other.hasNumber;
    boolean sample = known && comparison.test(number, other.number);
    if (tensor == null && other.tensor == null) {
      return new TracedCondition(field, null, true, sample);
    }
    TracedField common = fieldWith(other);
    Tensor holds = tensor(common).compare(comparison, other.tensor(common));
    return new TracedCondition(common, holds, known, sample);
  }

  TracedCondition compare(Comparison comparison, double other) {
    return compare(comparison, newInstance(other));
  }

  TracedScalar unary(UnaryFunction function) {
    double result = hasNumber ? function.apply(number) : 0;
    return tensor == null
        ? constant(field, result)
        : new TracedScalar(field, tensor.unary(function), hasNumber, result);
  }

  TracedScalar binary(BinaryFunction function, TracedScalar other) {
    boolean known = hasNumber && other.hasNumber;
    double result = known ? function.apply(number, other.number) : 0;
    TracedField common = fieldWith(other);
    return tensor == null && other.tensor == null
        ? constant(common, result)
        : new TracedScalar(
            common, tensor(common).binary(function, other.tensor(common)), known, result);
  }

  /// `this * factor + addend`, rounded once.
  TracedScalar fma(TracedScalar factor, TracedScalar addend) {
    boolean known = hasNumber && factor.hasNumber && addend.hasNumber;
    double result = known ? Math.fma(number, factor.number, addend.number) : 0;
    TracedField common = tensor == null ? factor.fieldWith(addend) : field;
    return tensor == null && factor.tensor == null && addend.tensor == null
        ? constant(common, result)
        : new TracedScalar(
            common,
            tensor(common).fma(factor.tensor(common), addend.tensor(common)),
            known,
            result);
  }

  /// This number where `condition` holds, else `other`; both are computed.
  TracedScalar where(TracedCondition condition, TracedScalar other) {
    if (condition.tensor() == null) {
      return condition.sample() ? this : other;
    }
    TracedField common = condition.field();
    boolean known = condition.hasSample() && hasNumber && other.hasNumber;
    return new TracedScalar(
        common,
        condition.tensor().select(tensor(common), other.tensor(common)),
        known,
        condition.sample() ? number : other.number);
  }

  private TracedField fieldWith(TracedScalar other) {
    return tensor == null ? other.field : field;
  }

  private double known(String question, String remedy) {
    if (tensor != null) {
      throw TraceException.asking(question, remedy);
    }
    return number;
  }

  @Override
  public TracedField getField() {
    return field;
  }

  @Override
  public TracedScalar newInstance(double value) {
    return constant(field, value);
  }

  @Override
  public double getReal() {
    return known(
        "the value", "use operations of the field instead, or TracedScalar.is with a sample");
  }

  /// What is left of the number without its value: zero, with the derivative of this.
  @Override
  public TracedScalar getAddendum() {
    return tensor == null
        ? newInstance(0)
        : subtract(new TracedScalar(field, tensor.stopGradient(), hasNumber, number));
  }

  @Override
  public boolean isZero() {
    return is(Comparison.EQ, newInstance(0));
  }

  @Override
  public boolean isNaN() {
    return is(Comparison.NE, this);
  }

  @Override
  public boolean isInfinite() {
    return abs().is(Comparison.EQ, newInstance(Double.POSITIVE_INFINITY));
  }

  @Override
  public boolean isFinite() {
    return abs().is(Comparison.LT, newInstance(Double.POSITIVE_INFINITY));
  }

  @Override
  public TracedScalar add(TracedScalar other) {
    return binary(BinaryFunction.ADD, other);
  }

  @Override
  public TracedScalar subtract(TracedScalar other) {
    return binary(BinaryFunction.SUBTRACT, other);
  }

  @Override
  public TracedScalar multiply(TracedScalar other) {
    return binary(BinaryFunction.MULTIPLY, other);
  }

  @Override
  public TracedScalar divide(TracedScalar other) {
    return binary(BinaryFunction.DIVIDE, other);
  }

  @Override
  public TracedScalar negate() {
    return unary(UnaryFunction.NEGATE);
  }

  @Override
  public TracedScalar reciprocal() {
    return newInstance(1).divide(this);
  }

  @Override
  public TracedScalar rootN(int n) {
    return TracedFunctions.root(this, n);
  }

  @Override
  public TracedScalar pow(TracedScalar exponent) {
    return exponent.isConstant()
        ? TracedFunctions.power(this, exponent.number)
        : binary(BinaryFunction.POWER, exponent);
  }

  @Override
  public TracedScalar exp() {
    return unary(UnaryFunction.EXP);
  }

  @Override
  public TracedScalar expm1() {
    return unary(UnaryFunction.EXPONENTIAL_MINUS_ONE);
  }

  @Override
  public TracedScalar log() {
    return unary(UnaryFunction.LOG);
  }

  @Override
  public TracedScalar log1p() {
    return unary(UnaryFunction.LOG_PLUS_ONE);
  }

  /// The natural logarithm divided by that of 10.
  @Override
  public TracedScalar log10() {
    return log().divide(TracedFunctions.LOG_10);
  }

  @Override
  public TracedScalar sin() {
    return unary(UnaryFunction.SINE);
  }

  @Override
  public TracedScalar cos() {
    return unary(UnaryFunction.COSINE);
  }

  @Override
  public TracedScalar tan() {
    return unary(UnaryFunction.TAN);
  }

  @Override
  public TracedScalar asin() {
    return unary(UnaryFunction.ASIN);
  }

  @Override
  public TracedScalar acos() {
    return unary(UnaryFunction.ACOS);
  }

  @Override
  public TracedScalar atan() {
    return unary(UnaryFunction.ATAN);
  }

  @Override
  public TracedScalar atan2(TracedScalar x) {
    return binary(BinaryFunction.ATAN2, x);
  }

  @Override
  public TracedScalar sinh() {
    return unary(UnaryFunction.SINH);
  }

  @Override
  public TracedScalar cosh() {
    return unary(UnaryFunction.COSH);
  }

  @Override
  public TracedScalar tanh() {
    return unary(UnaryFunction.TANH);
  }

  @Override
  public TracedScalar asinh() {
    return unary(UnaryFunction.ASINH);
  }

  @Override
  public TracedScalar acosh() {
    return unary(UnaryFunction.ACOSH);
  }

  @Override
  public TracedScalar atanh() {
    return unary(UnaryFunction.ATANH);
  }

  @Override
  public TracedScalar hypot(TracedScalar other) {
    return TracedFunctions.hypot(this, other);
  }

  @Override
  public TracedScalar scalb(int n) {
    return TracedFunctions.scalb(this, n);
  }

  /// The exact IEEE 754 remainder (`FastMath.IEEEremainder` rounds on the way): what is left of
  /// this after the nearest whole multiple of `divisor`; NaN where that multiple is 2^52 or more. A
  /// remainder of zero is +0.
  @Override
  public TracedScalar remainder(TracedScalar divisor) {
    return TracedFunctions.remainder(this, divisor);
  }

  @Override
  public TracedScalar remainder(double divisor) {
    return remainder(newInstance(divisor));
  }

  @Override
  public TracedScalar abs() {
    return unary(UnaryFunction.ABS);
  }

  @Override
  public TracedScalar sign() {
    return unary(UnaryFunction.SIGN);
  }

  @Override
  public TracedScalar copySign(TracedScalar sign) {
    return TracedFunctions.copySign(this, sign);
  }

  @Override
  public TracedScalar floor() {
    return unary(UnaryFunction.FLOOR);
  }

  @Override
  public TracedScalar ceil() {
    return unary(UnaryFunction.CEIL);
  }

  @Override
  public TracedScalar rint() {
    return unary(UnaryFunction.ROUND_NEAREST_EVEN);
  }

  @Override
  public TracedScalar linearCombination(TracedScalar[] a, TracedScalar[] b) {
    MathUtils.checkDimension(a.length, b.length);
    TracedScalar sum = a.length == 0 ? newInstance(0) : a[0].multiply(b[0]);
    for (int i = 1; i < a.length; i++) {
      sum = sum.add(a[i].multiply(b[i]));
    }
    return sum;
  }

  @Override
  public TracedScalar linearCombination(
      TracedScalar a1, TracedScalar b1, TracedScalar a2, TracedScalar b2) {
    return a1.multiply(b1).add(a2.multiply(b2));
  }

  @Override
  public TracedScalar linearCombination(
      TracedScalar a1,
      TracedScalar b1,
      TracedScalar a2,
      TracedScalar b2,
      TracedScalar a3,
      TracedScalar b3) {
    return linearCombination(a1, b1, a2, b2).add(a3.multiply(b3));
  }

  @Override
  public TracedScalar linearCombination(
      TracedScalar a1,
      TracedScalar b1,
      TracedScalar a2,
      TracedScalar b2,
      TracedScalar a3,
      TracedScalar b3,
      TracedScalar a4,
      TracedScalar b4) {
    return linearCombination(a1, b1, a2, b2, a3, b3).add(a4.multiply(b4));
  }

  /// Equality as a branch of a program asks it: of known numbers, of their bits; of traced ones,
  /// `==`, guarded.
  @Override
  public boolean equals(@Nullable Object object) {
    if (this == object || !(object instanceof TracedScalar other)) {
      return this == object;
    }
    return tensor == null && other.tensor == null
        ? Double.doubleToLongBits(number) == Double.doubleToLongBits(other.number)
        : is(Comparison.EQ, other);
  }

  @Override
  public int hashCode() {
    return Double.hashCode(known("the hash code", "do not use it as a key"));
  }

  /// The known number, or the value of the trace that this is.
  @Override
  public String toString() {
    return tensor == null ? Double.toString(number) : tensor.value().toString();
  }
}
