package dev.odeon.validation.bench;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.cpu.CpuBackend;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// How time grows: the exponent e of a power law, time = c size^e, fitted to the processor times at
/// several sizes. Its value is the exponent over all sizes; the least and the largest are those of
/// neighbouring ones.
record Growth(Quantity quantity) implements Workload {
  private static final int[] EQUATIONS = {125, 250, 500, 1000, 2000, 4000, 8000, 16_000};
  private static final int[] LANES = {64, 256, 1024, 4096, 16_384, 65_536};

  /// What grows with what.
  enum Quantity {
    /// Tracing, with the number of equations.
    BUILD,
    /// Reverse mode and simplification.
    DIFFERENTIATE,
    /// From graph to classes.
    COMPILE,
    /// A compiled run of 64 lanes, with the number of equations.
    RUN,
    /// An interpreted one.
    INTERPRET,
    /// A compiled run of 100 equations, with the number of lanes.
    LANES
  }

  @Override
  public String id() {
    return "growth-" + quantity.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String metric() {
    return "exponent of time against "
        + (quantity == Quantity.LANES ? "lanes, 64 to 65536" : "equations, 125 to 16000");
  }

  @Override
  public Timing measure() {
    int[] sizes = quantity == Quantity.LANES ? LANES : EQUATIONS;
    // The largest first, so that HotSpot has compiled what the smaller ones need.
    double[] nanos = new double[sizes.length];
    for (int i = sizes.length - 1; i >= 0; i--) {
      nanos[i] = nanos(sizes[i]);
    }
    return exponents(sizes, nanos);
  }

  /// The exponent over all sizes, and the least and largest of neighbouring ones.
  static Timing exponents(int[] sizes, double[] nanos) {
    double[] steps =
        IntStream.range(1, sizes.length)
            .mapToDouble(i -> Math.log(nanos[i] / nanos[i - 1]) / Math.log(ratio(sizes, i)))
            .sorted()
            .toArray();
    return new Timing(slope(sizes, nanos), steps[0], steps[steps.length - 1]);
  }

  private static double ratio(int[] sizes, int i) {
    return sizes[i] / (double) sizes[i - 1];
  }

  /// The slope of the least squares line through the logarithms.
  private static double slope(int[] sizes, double[] nanos) {
    double x = Arrays.stream(sizes).mapToDouble(Math::log).average().orElseThrow();
    double y = Arrays.stream(nanos).map(Math::log).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (int i = 0; i < sizes.length; i++) {
      double fromMean = Math.log(sizes[i]) - x;
      products += fromMean * (Math.log(nanos[i]) - y);
      squares += fromMean * fromMean;
    }
    return products / squares;
  }

  private double nanos(int size) {
    Graph graph = Recurrence.of(quantity == Quantity.LANES ? 100 : size);
    return switch (quantity) {
      case BUILD -> time(size, () -> Recurrence.of(size));
      case DIFFERENTIATE ->
          time(
              size,
              () -> Pipeline.standard().apply(ReverseMode.valueAndGradient(graph, List.of(0, 1))));
      case COMPILE -> {
        int[] made = {0};
        yield time(size, () -> new CpuBackend().compileNow(fresh(graph, ++made[0])));
      }
      case RUN -> run(new CpuBackend().compileNow(graph), 64, size);
      case INTERPRET -> run(new ReferenceBackend().compile(graph), 64, size);
      case LANES -> run(new CpuBackend().compileNow(graph), size, size / 16);
    };
  }

  private static double time(int size, Runnable work) {
    return fastest(1 + size / 4000.0, 9, Math.max(1, 4000 / size), work);
  }

  private static double run(Executable executable, int lanes, int size) {
    double[][] inputs = {{0.5}, new double[lanes]};
    Arrays.setAll(inputs[1], lane -> 0.1 + 1e-6 * lane);
    double[][] outputs = {new double[1]};
    Runnable work = () -> executable.run(inputs, outputs, lanes);
    // Vector loops are tried one after another: large graphs take longer to settle.
    return fastest(3 + size / 1000.0, 25, Math.max(1, 50_000 / size), work);
  }

  /// The least processor time of this thread for one call, which other processes disturb least.
  private static double fastest(double warmUpSeconds, int rounds, int calls, Runnable work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long end = System.nanoTime() + (long) (warmUpSeconds * 1e9);
    while (System.nanoTime() < end) {
      work.run();
    }
    double least = Double.POSITIVE_INFINITY;
    for (int round = 0; round < rounds; round++) {
      long start = threads.getCurrentThreadCpuTime();
      for (int call = 0; call < calls; call++) {
        work.run();
      }
      least = Math.min(least, (threads.getCurrentThreadCpuTime() - start) / (double) calls);
    }
    return least;
  }

  /// A graph that was not compiled before: another constant at the end.
  private static Graph fresh(Graph graph, int constant) {
    Tracer tracer = new Tracer();
    List<Tensor> inputs =
        graph.inputs().stream().map(x -> tracer.input(x.type(), x.scope())).toList();
    return tracer.graph(
        graph.name(), List.of(tracer.call(graph, inputs).getFirst().plus(constant)));
  }
}
