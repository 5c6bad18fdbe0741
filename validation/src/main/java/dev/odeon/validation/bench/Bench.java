package dev.odeon.validation.bench;

import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.method.Rosenbrock;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Runs workloads by name and prints one JSON object a line.
public final class Bench {
  private static final List<Workload> ALL =
      List.of(
          new SpiralFit(SpiralFit.Form.STEP),
          new SpiralFit(SpiralFit.Form.FIT),
          new Elements(UnaryFunction.TANH),
          new Elements(UnaryFunction.EXP),
          new Elements(UnaryFunction.LOG),
          new Elements(UnaryFunction.SINE),
          new MatrixProducts(),
          new LorenzEnsemble(4096),
          new RobertsonTrajectory("R1", Rosenbrock.RODAS_5P),
          new RobertsonTrajectory("R1-bdf", Bdf.METHOD));

  private Bench() {}

  /// Runs the workloads.
  ///
  /// @param arguments names of workloads, or `--list`; none for all
  public static void main(String[] arguments) {
    List<String> wanted = List.of(arguments);
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
