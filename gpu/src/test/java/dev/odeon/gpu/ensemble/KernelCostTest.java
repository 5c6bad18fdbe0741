package dev.odeon.gpu.ensemble;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.gpu.driver.DriverException;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the assembler makes of the kernels, for each generation of devices: a processor with 65,536
/// registers holds five blocks of 128 threads with 96 registers, three with 168, two with 255; and
/// nothing spills but where a method has as many stages as `dormand_prince_853` has, and the state
/// six components, or where the assembler gives a few bytes for another block.
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class KernelCostTest {
  private static final int THREADS = 128;

  static Stream<Arguments> kernels() {
    LanePlan equal = SolveCases.lorenz(Tsit5.METHOD, StepControl.fixed(100), 1, 1);
    LanePlan adaptive = SolveCases.lorenz(Tsit5.METHOD, SolveCases.ADAPTIVE, 1, 0.5, 1);
    return IntStream.of(7, 8, 9)
        .boxed()
        .flatMap(
            generation ->
                Stream.of(
                    Arguments.of(generation, "Lorenz in equal steps", equal, 96, 0),
                    Arguments.of(generation, "Lorenz", adaptive, 168, 16),
                    Arguments.of(
                        generation,
                        "Robertson",
                        SolveCases.robertson(Rosenbrock.RODAS_5P, 40),
                        168,
                        0),
                    Arguments.of(
                        generation,
                        "balls",
                        SolveCases.balls(1).withEvents(Ensembles.bounce(0.8)),
                        255,
                        0),
                    Arguments.of(generation, "spiral", SolveCases.spirals(8), 255, 0),
                    Arguments.of(generation, "J2 orbit", SolveCases.orbits(600), 255, 700)));
  }

  /// The same in single precision: eight blocks with 64 registers, seven with 72, five with 96.
  static Stream<Arguments> singleKernels() {
    LanePlan equal = SolveCases.lorenz(Tsit5.METHOD, StepControl.fixed(100), 1, 1);
    LanePlan saved = SolveCases.lorenz(Tsit5.METHOD, SolveCases.SINGLE, 1, 0.5, 1);
    LanePlan adaptive = SolveCases.lorenz(Tsit5.METHOD, SolveCases.SINGLE, 1, 1);
    LanePlan stiff = SolveCases.robertson(Rosenbrock.RODAS_5P, 40);
    return IntStream.of(7, 8, 9)
        .boxed()
        .flatMap(
            generation ->
                Stream.of(
                    Arguments.of(generation, "Lorenz in equal steps", equal, 64, 0),
                    Arguments.of(generation, "Lorenz to its end", adaptive, 72, 0),
                    Arguments.of(generation, "Lorenz", saved, 96, 0),
                    Arguments.of(generation, "Robertson", stiff, 96, 48),
                    Arguments.of(generation, "spiral", SolveCases.spirals(8), 168, 0)));
  }

  @ParameterizedTest(name = "sm_{0}0 {1} in single precision")
  @MethodSource("singleKernels")
  void singlePrecisionTakesTwoThirdsOfTheRegisters(
      int generation, String name, LanePlan plan, int registers, int spilled)
      throws DriverException {
    KernelCost cost = KernelCost.of(SolveCases.inSingle(plan), generation, THREADS);
    assertTrue(cost.registers() <= registers, cost::toString);
    assertTrue(cost.spilled() <= spilled, cost::toString);
  }

  @ParameterizedTest(name = "sm_{0}0 {1}")
  @MethodSource("kernels")
  void registersSuffice(int generation, String name, LanePlan plan, int registers, int spilled)
      throws DriverException {
    KernelCost cost = KernelCost.of(plan, generation, THREADS);
    assertTrue(cost.registers() <= registers, cost::toString);
    assertTrue(cost.spilled() <= spilled, cost::toString);
  }
}
