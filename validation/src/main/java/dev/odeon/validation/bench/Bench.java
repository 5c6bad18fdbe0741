package dev.odeon.validation.bench;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.method.DiagonallyImplicit;
import dev.odeon.ode.method.DormandPrince853;
import dev.odeon.ode.method.DormandPrince87;
import dev.odeon.ode.method.Radau;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Verner7;
import dev.odeon.ode.method.Verner8;
import dev.odeon.validation.precision.WorkPrecisionDiagrams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Runs workloads by name and prints one JSON object a line.
public final class Bench {
  private static final List<Workload> ALL =
      List.of(
          new SpiralStep(SpiralStep.State.INITIAL),
          new SpiralStep(SpiralStep.State.TRAINED),
          new SpiralFit(SpiralFit.Form.STEP),
          new SpiralFit(SpiralFit.Form.FIT),
          new SpiralProgram(SpiralProgram.Part.FIT),
          new SpiralProgram(SpiralProgram.Part.GRADIENT),
          new Elements(UnaryFunction.TANH),
          new Elements(UnaryFunction.TANH, DType.F32),
          new Elements(UnaryFunction.EXP),
          new Elements(UnaryFunction.LOG),
          new Elements(UnaryFunction.SINE),
          new Elements(UnaryFunction.SINE, DType.F32),
          new FieldEvaluation(FieldEvaluation.Part.VALUE),
          new FieldEvaluation(FieldEvaluation.Part.BACKWARD),
          new MatrixProducts(),
          new LorenzTrajectory("L1", Verner8.METHOD),
          new LorenzTrajectory("L1-dop853", DormandPrince853.METHOD),
          new LorenzTrajectory("L1-dp87", DormandPrince87.METHOD),
          new LorenzTrajectory("L1-verner7", Verner7.METHOD),
          new LorenzEnsemble(LorenzEnsemble.Form.FIXED),
          new LorenzEnsemble(LorenzEnsemble.Form.ADAPTIVE),
          new LorenzEnsemble(LorenzEnsemble.Form.SINGLE),
          new LorenzEnsemble(LorenzEnsemble.Form.SINGLE_ADAPTIVE),
          new LorenzEnsemble(LorenzEnsemble.Form.CORES),
          new LorenzEnsemble(LorenzEnsemble.Form.GROWTH),
          new Compilation(Compilation.Form.WARM),
          new Compilation(Compilation.Form.COLD),
          new Compilation(Compilation.Form.SETTLED),
          new Growth(Growth.Quantity.BUILD),
          new Growth(Growth.Quantity.DIFFERENTIATE),
          new Growth(Growth.Quantity.COMPILE),
          new Growth(Growth.Quantity.RUN),
          new Growth(Growth.Quantity.INTERPRET),
          new Growth(Growth.Quantity.LANES),
          GradientMemory.spiral(),
          GradientMemory.wide(),
          GradientMemory.unbounded(),
          new RobertsonTrajectory("R1", Rosenbrock.RODAS_5P),
          new RobertsonTrajectory("R1-bdf", Bdf.METHOD),
          new RobertsonTrajectory("R1-rodas4", Rosenbrock.RODAS_4),
          new RobertsonTrajectory("R1-kencarp4", DiagonallyImplicit.KENCARP_4),
          new RobertsonTrajectory("R1-kvaerno5", DiagonallyImplicit.KVAERNO_5),
          new RobertsonTrajectory("R1-radau5", Radau.RADAU_5),
          new BrusselatorGradient("B1", Rosenbrock.RODAS_5P),
          new BrusselatorForward("B1-forward", Rosenbrock.RODAS_5P),
          new BrusselatorForward("B1-forward-bdf", Bdf.METHOD));

  private static final String WORK_PRECISION = "--work-precision";

  private static final String GRADIENT_MEMORY = "--gradient-memory";

  private Bench() {}

  private static void gradientMemory(Path file) {
    try {
      GradientMemoryDiagram.draw(file);
    } catch (IOException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(74);
    }
  }

  private static void workPrecision(List<String> arguments) {
    if (arguments.isEmpty()) {
      System.err.println("bench: " + WORK_PRECISION + " needs a folder for the pictures");
      System.exit(64);
    }
    try {
      WorkPrecisionDiagrams.draw(
          Path.of(arguments.getFirst()), arguments.subList(1, arguments.size()));
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(64);
    }
  }

  /// Runs the workloads.
  ///
  /// @param arguments names of workloads, or `--list`; none for all; or `--work-precision`, a
  ///   folder and names of problems; or `--gradient-memory` and a picture's file
  public static void main(String[] arguments) {
    List<String> wanted = List.of(arguments);
    if (!wanted.isEmpty() && wanted.getFirst().equals(WORK_PRECISION)) {
      workPrecision(wanted.subList(1, wanted.size()));
      return;
    }
    if (wanted.size() == 2 && wanted.getFirst().equals(GRADIENT_MEMORY)) {
      gradientMemory(Path.of(wanted.getLast()));
      return;
    }
    if (wanted.contains("--list")) {
      ALL.forEach(workload -> System.out.println(workload.id() + "  " + workload.metric()));
      return;
    }
    for (String name : wanted) {
      if (ALL.stream().noneMatch(workload -> workload.id().equals(name))) {
        System.err.println("bench: there is no workload '" + name + "'; --list names them");
        System.exit(64);
      }
    }
    for (Workload workload : ALL) {
      if (wanted.isEmpty() || wanted.contains(workload.id())) {
        Timing timing = workload.measure();
        System.out.printf(
            Locale.ROOT,
            "{\"id\": \"%s\", \"metric\": \"%s\", \"value\": %.4g, \"min\": %.4g, \"max\": %.4g%s}%n",
            workload.id(),
            workload.metric(),
            timing.median(),
            timing.min(),
            timing.max(),
            extra(timing));
      }
    }
  }

  private static String extra(Timing timing) {
    String figures =
        timing.extra().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "\"%s\": %.4g", e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "));
    return figures.isEmpty() ? "" : ", \"extra\": {" + figures + "}";
  }
}
