package dev.odeon.gpu.ensemble;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.DiscreteAdjoint;
import dev.odeon.adjoint.GradientExecutable;
import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.FakeDriver;
import dev.odeon.gpu.emulator.PtxMachine;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Gradients of the emulated device against those of the processor: the same bits.
public final class SameGradient {
  private SameGradient() {}

  /// How a device differentiates.
  @FunctionalInterface
  public interface OnDevice {
    GradientExecutable of(CudaContext context, LaneIntegrator integrator);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Gradient(LaneRun run, double[] initial, double[][] parameters) {}

  /// Checks the cotangents of random cotangents of the saved states.
  public static void check(LanePlan plan, LaneInput input, OnDevice device) {
    check(plan, input, device, FakeDriver.running(new PtxMachine()));
  }

  /// The same with a driver of its own.
  public static void check(LanePlan plan, LaneInput input, OnDevice device, FakeDriver driver) {
    Gradient expected = onTheProcessor(plan, input);
    Gradient actual = onTheDevice(plan, input, device, driver);
    SameSolve.check(expected.run(), actual.run());
    assertArrayEquals(expected.initial(), actual.initial(), "initial state");
    for (int i = 0; i < expected.parameters().length; i++) {
      assertArrayEquals(expected.parameters()[i], actual.parameters()[i], "parameter " + i);
    }
    assertTrue(Arrays.stream(expected.initial()).allMatch(Double::isFinite), "a gradient exists");
  }

  /// What is wanted of the saved states and, if there are events, of the ends.
  private static double[][] cotangents(LanePlan plan, int lanes) {
    double[] saved = cotangent(plan, lanes);
    if (plan.events().isEmpty()) {
      return new double[][] {saved};
    }
    Random random = new Random(4);
    double[] states = random.doubles((long) plan.field().dimension() * lanes, -1, 1).toArray();
    return new double[][] {saved, states, random.doubles(lanes, -1, 1).toArray()};
  }

  /// Random numbers, but of times that a lane does not have nothing is wanted.
  private static double[] cotangent(LanePlan plan, int lanes) {
    int dimension = plan.field().dimension();
    Random random = new Random(3);
    double[] all = new double[plan.saveAt().mostTimes() * dimension * lanes];
    for (int i = 0; i < all.length; i++) {
      int save = i / lanes / dimension;
      boolean exists = plan.saveAt().isShared() || save < plan.saveAt().timesOf(i % lanes).length;
      all[i] = exists ? random.nextDouble(-1, 1) : 0;
    }
    return all;
  }

  private static double[][] parameters(LanePlan plan, int lanes) {
    List<ValueType> types = plan.field().parameterTypes();
    double[][] arrays = new double[types.size()][];
    for (int i = 0; i < arrays.length; i++) {
      int size = types.get(i).type().size();
      arrays[i] = new double[TrajectoryMemory.isShared(types, i) ? size : size * lanes];
      Arrays.fill(arrays[i], 12345);
    }
    return arrays;
  }

  private static Gradient onTheProcessor(LanePlan plan, LaneInput input) {
    LaneIntegrator integrator = new LaneIntegrator(plan, new ReferenceBackend(), 1);
    LaneRun run = integrator.run(input, Recording.FULL);
    double[] initial = new double[input.initial().length];
    double[][] parameters = parameters(plan, input.lanes());
    new DiscreteAdjoint(integrator)
        .run(run, input.parameters(), cotangents(plan, input.lanes()), initial, parameters);
    return new Gradient(run, initial, parameters);
  }

  private static Gradient onTheDevice(
      LanePlan plan, LaneInput input, OnDevice device, FakeDriver driver) {
    LaneIntegrator integrator = new LaneIntegrator(plan, new ReferenceBackend(), 1);
    double[] initial = new double[input.initial().length];
    double[][] parameters = parameters(plan, input.lanes());
    try (CudaContext context = driver.open()) {
      LaneRun run =
          device
              .of(context, integrator)
              .run(input, cotangents(plan, input.lanes()), initial, parameters);
      return new Gradient(run, initial, parameters);
    }
  }
}
