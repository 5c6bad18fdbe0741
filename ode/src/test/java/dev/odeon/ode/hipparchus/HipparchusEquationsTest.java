package dev.odeon.ode.hipparchus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.FieldTracer;
import org.hipparchus.CalculusFieldElement;
import org.hipparchus.Field;
import org.hipparchus.ode.FieldOrdinaryDifferentialEquation;
import org.hipparchus.util.MathArrays;
import org.junit.jupiter.api.Test;

class HipparchusEquationsTest {
  /// dy/dt = rate y + t.
  static class Growth<T extends CalculusFieldElement<T>>
      implements FieldOrdinaryDifferentialEquation<T> {
    private final Field<T> field;
    private final T rate;

    Growth(Field<T> field, T[] p) {
      this.field = field;
      rate = p[0];
    }

    @Override
    public int getDimension() {
      return 1;
    }

    @Override
    public T[] computeDerivatives(T t, T[] y) {
      T[] dot = MathArrays.buildArray(field, 1);
      dot[0] = rate.multiply(y[0]).add(t);
      return dot;
    }

    /// Not the method of the interface.
    public int init(int a, int b, int c) {
      return a + b + c;
    }
  }

  private static final class Prepared<T extends CalculusFieldElement<T>> extends Growth<T> {
    Prepared(Field<T> field, T[] p) {
      super(field, p);
    }

    @Override
    public void init(T t0, T[] y0, T end) {}
  }

  @Test
  void theEquationsAreTracedWithTheirParameters() {
    FieldGraph field =
        FieldTracer.of("growth", 1).perLane("rate").trace(HipparchusEquations.of(Growth::new));
    double[][] out = new double[1][2];
    double[][] in = {{1, 2}, {3, 4}, {0.5, -2}};
    new ReferenceBackend().compile(field.graph()).run(in, out, 2);
    assertEquals(2.5, out[0][0]);
    assertEquals(-6, out[0][1]);
  }

  @Test
  void anotherDimensionIsRefused() {
    FieldTracer tracer = FieldTracer.of("growth", 2).perLane("rate");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> tracer.trace(HipparchusEquations.of(Growth::new)));
    assertEquals("Growth is of dimension 1, the state of 2", e.getMessage());
  }

  @Test
  void equationsThatMustBePreparedAreRefused() {
    FieldTracer tracer = FieldTracer.of("growth", 1).perLane("rate");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> tracer.trace(HipparchusEquations.of(Prepared::new)));
    assertEquals(
        "Prepared overrides init, which a trace cannot call as it has no start; trace a method that"
            + " prepares the equations itself",
        e.getMessage());
  }
}
