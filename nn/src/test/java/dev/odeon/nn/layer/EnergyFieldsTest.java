package dev.odeon.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import org.junit.jupiter.api.Test;

/// Fields that are made of the derivatives of a scalar: closed forms, what each keeps by
/// construction, derivatives for the weights.
final class EnergyFieldsTest {
  private static final double[] STATE = {0.3, -0.8, 0.5, 1.1};
  private static final Shape FOUR = Shape.of(4);

  /// The gradient of a layer whose parameters lie under `prefix`.
  private record Slope(Layer inner, String prefix, ParameterSpec spec) implements Layer {
    @Override
    public ParameterSpec parameters(Shape input) {
      return spec;
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public Tensor apply(Parameters p, Tensor x) {
      return LayerDerivatives.of(inner, p.at(prefix), x).gradient();
    }
  }

  private static Chain network(int in) {
    return Chain.of(new Dense(in, 6, Activation.TANH), new Dense(6, 1));
  }

  /// The gradient of `energy`, whose parameters are those of `all` under `prefix`.
  private static double[] slope(Layer energy, String prefix, ParameterVector all, double... x) {
    return new LayerRun(new Slope(energy, prefix, all.spec()), x.length, all).at(x);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void hamiltonsEquationsOfAPendulumHaveTheirClosedForm() {
    Layer energy =
        Formula.scalar(s -> s.get(1).pow(2).times(0.5).minus(s.get(0).cos().times(2)).plus(2));
    double[] rate = new LayerRun(new HamiltonianField(energy), 2, 1).at(0.7, -0.4);
    assertArrayEquals(new double[] {-0.4, -2 * Math.sin(0.7)}, rate, 1e-15);
  }

  @Test
  void aHamiltonianNetworkMovesAlongLevelsOfItsEnergy() {
    HamiltonianField field = new HamiltonianField(network(4));
    ParameterVector weights = field.parameters(FOUR).initialize(5);
    double[] slope = slope(field.energy(), "energy", weights, STATE);
    double power = dot(slope, new LayerRun(field, 4, weights).at(STATE));
    assertTrue(dot(slope, slope) > 1e-3, "a gradient of zero would prove nothing");
    assertEquals(0, power, 1e-15, "dH/dt");
  }

  @Test
  void frictionTakesExactlyWhatItsFactorSays() {
    Learned damping = Learned.from(0.5, -0.2, 0.7);
    DissipativeHamiltonian field = new DissipativeHamiltonian(network(4), damping);
    ParameterVector weights = field.parameters(FOUR).initialize(2);
    double[] slope = slope(field.energy(), "energy", weights, STATE);
    double first = 0.5 * slope[2] - 0.2 * slope[3];
    double second = 0.7 * slope[3];
    double power = dot(slope, new LayerRun(field, 4, weights).at(STATE));
    assertEquals(-first * first - second * second, power, 1e-15, "dH/dt = -|C^T dH/dp|^2");
  }

  @Test
  void aPortHamiltonianGainsNoMoreThanWhatItsPortSupplies() {
    PortHamiltonian field =
        new PortHamiltonian(
            3, 2, network(3), new Dense(3, 3), new Dense(3, 6), Learned.from(1, 2, 3, 4, 5, 6));
    ParameterVector weights = field.parameters(Shape.of(5)).initialize(8);
    double[] x = {0.4, -0.2, 0.9};
    double[] slope = slope(field.energy(), "energy", weights, x);
    LayerRun run = new LayerRun(field, 5, weights);
    double alone = dot(slope, run.at(0.4, -0.2, 0.9, 0, 0));
    assertTrue(alone < 0, "without input energy falls, but dH/dt is " + alone);
    double supplied = dot(slope, run.at(0.4, -0.2, 0.9, 0.5, -0.25)) - alone;
    double first = slope[0] + 3 * slope[1] + 5 * slope[2];
    double second = 2 * slope[0] + 4 * slope[1] + 6 * slope[2];
    assertEquals(0.5 * first - 0.25 * second, supplied, 1e-14, "u . G^T grad H");
  }

  @Test
  void withoutDissipationAPortHamiltonianKeepsItsEnergy() {
    PortHamiltonian field =
        PortHamiltonian.closed(3, network(3), new Dense(3, 3), Learned.filled(6, 0));
    ParameterVector weights = field.parameters(Shape.of(3)).initialize(3);
    double[] x = {0.4, -0.2, 0.9};
    double[] slope = slope(field.energy(), "energy", weights, x);
    assertEquals(0, dot(slope, new LayerRun(field, 3, weights).at(x)), 1e-15, "dH/dt");
  }

  /// Two unit masses on unit rods: textbook accelerations of the double pendulum.
  @Test
  void theDoublePendulumHasItsTextbookAccelerations() {
    double g = 9.81;
    Layer lagrangian =
        Formula.scalar(
            s -> {
              Tensor a = s.get(0);
              Tensor b = s.get(1);
              Tensor va = s.get(2);
              Tensor vb = s.get(3);
              Tensor kinetic =
                  va.pow(2).plus(vb.pow(2).times(0.5)).plus(va.times(vb).times(a.minus(b).cos()));
              return kinetic.plus(a.cos().times(2 * g)).plus(b.cos().times(g));
            });
    double a = STATE[0];
    double b = STATE[1];
    double va = STATE[2];
    double vb = STATE[3];
    double d = a - b;
    double denominator = 3 - Math.cos(2 * d);
    double first =
        (-3 * g * Math.sin(a)
                - g * Math.sin(a - 2 * b)
                - 2 * Math.sin(d) * (vb * vb + va * va * Math.cos(d)))
            / denominator;
    double second =
        2 * Math.sin(d) * (2 * va * va + 2 * g * Math.cos(a) + vb * vb * Math.cos(d)) / denominator;
    double[] rate = new LayerRun(new LagrangianField(lagrangian), 4, 1).at(STATE);
    assertArrayEquals(new double[] {va, vb, first, second}, rate, 1e-13);
  }

  @Test
  void aMechanicalLagrangianMovesAsItsHamiltonianTwin() {
    // M = 4 + 0.5, V = cos q: q'' = sin q / 4.5
    MechanicalLagrangian lagrangian =
        new MechanicalLagrangian(Learned.from(2), Formula.scalar(q -> q.get(0).cos()), 0.5);
    double[] rate = new LayerRun(new LagrangianField(lagrangian), 2, 1).at(0.7, -0.4);
    assertArrayEquals(new double[] {-0.4, Math.sin(0.7) / 4.5}, rate, 1e-15);
  }

  @Test
  void aSingularMassIsNotANumberAndNothingIsThrown() {
    Layer linear = Formula.scalar(s -> s.get(0).times(s.get(1)));
    double[] rate = new LayerRun(new LagrangianField(linear), 2, 1).at(0.7, -0.4);
    assertTrue(!Double.isFinite(rate[1]), "acceleration " + rate[1] + " of a massless point");
  }

  @Test
  void derivativesForWeightsAndStateAgreeWithDifferences() {
    new LayerRun(new HamiltonianField(network(4)), 4, 3).check(STATE).require(1e-8);
    new LayerRun(new DissipativeHamiltonian(network(4), new Dense(4, 3)), 4, 3)
        .check(STATE)
        .require(1e-8);
    PortHamiltonian port =
        new PortHamiltonian(3, 1, network(3), new Dense(3, 3), new Dense(3, 6), new Dense(3, 3));
    new LayerRun(port, 4, 3).check(STATE).require(1e-8);
    MechanicalLagrangian lagrangian = new MechanicalLagrangian(new Dense(2, 3), network(2), 0.5);
    new LayerRun(new LagrangianField(lagrangian), 4, 3).check(STATE).require(1e-7);
  }

  @Test
  void aSecondOrderFieldFollowsItsAcceleration() {
    Layer acceleration = new Formula(Shape.of(2), s -> s.slice(0, 2).times(-3));
    double[] rate = new LayerRun(new SecondOrderField(acceleration), 4, 1).at(1, 2, 3, 4);
    assertArrayEquals(new double[] {3, 4, -3, -6}, rate);
  }

  @Test
  void layersThatDoNotFitAreRefusedWithTheirSizes() {
    refused("[3]", () -> new HamiltonianField(network(3)).parameters(Shape.of(3)));
    refused("needs 1 number", () -> new HamiltonianField(new Dense(2, 2)).parameters(Shape.of(2)));
    refused(
        "damping",
        () ->
            new DissipativeHamiltonian(network(4), Learned.filled(2, 1)).outputShape(Shape.of(4)));
    refused("-1", () -> new MechanicalLagrangian(Learned.from(1), network(1), -1));
    Layer two = new Dense(2, 2);
    ParameterSpec spec = two.parameters(Shape.of(2)).prefixed("x");
    refused("not one number", () -> new LayerRun(new Slope(two, "x", spec), 2, 1));
  }

  private static void refused(String part, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
