package dev.odeon.nn.oracle;

import static java.util.Collections.nCopies;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.cpu.CpuBackend;
import dev.odeon.nn.backend.cpu.CpuTiers;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphParser;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.rewrite.DeadCode;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.rewrite.RandomGraphs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random graphs and their gradients have the same bits in the interpreter and in every tier of
/// compiled code, for 1 to 1000 lanes and 1 to 8 threads, and come back from their text. A failure
/// prints the seed and the smallest graph that still fails.
class RandomGraphBitsTest {
  /// Not failures enough to be buried in.
  private static final int REPORTED = 3;

  @Test
  void graphsHaveTheInterpretersBits() {
    report(failures(100, RandomGraphBitsTest::bits));
  }

  @Test
  void gradientsHaveTheInterpretersBits() {
    report(failures(30, RandomGraphBitsTest::gradientBits));
    long differentiable = IntStream.range(0, 30).filter(s -> gradient(s).isPresent()).count();
    assertTrue(differentiable > 20, "only " + differentiable + " of 30 graphs have a gradient");
  }

  @Test
  void graphsComeBackFromTheirText() {
    report(failures(300, RandomGraphBitsTest::text));
  }

  @Test
  @Tag("nightly")
  void tenThousandGraphsHaveTheInterpretersBits() {
    report(failures(10_000, RandomGraphBitsTest::bits));
    report(failures(2_500, RandomGraphBitsTest::gradientBits));
    report(failures(10_000, RandomGraphBitsTest::text));
  }

  /// Interpreted runs, runs while the compiler works, and compiled ones.
  @Test
  void everyRunOfATierHasTheInterpretersBits() {
    for (int seed = 0; seed < 12; seed++) {
      GraphCase at = GraphCase.random(graph(seed), 8, seed);
      double[][] expected = at.interpret(at.graph().outputs());
      Executable tiered = new CpuBackend().compile(at.graph());
      Difference.Candidate candidate = new Difference.Candidate("tiered", tiered);
      for (int run = 0; run < 260; run++) {
        Optional<Difference> found = Difference.of(at, expected, candidate);
        int number = run;
        assertTrue(found.isEmpty(), () -> "run " + number + ": " + found + " of\n" + at);
      }
    }
  }

  /// Threads share the code of a graph, and what is known of how fast it is; each has an executable
  /// of its own.
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void everyThreadHasTheInterpretersBits(int threads) throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int seed = 0; seed < 40; seed++) {
        GraphCase at = GraphCase.random(graph(seed), 65, seed);
        double[][] expected = at.interpret(at.graph().outputs());
        CyclicBarrier together = new CyclicBarrier(threads);
        Callable<Optional<Difference>> work =
            () -> {
              Executable own = new CpuBackend().compileNow(at.graph());
              together.await();
              return repeated(at, expected, own);
            };
        for (Future<Optional<Difference>> found : pool.invokeAll(nCopies(threads, work))) {
          assertEquals(Optional.empty(), found.get(), () -> threads + " threads, of\n" + at);
        }
      }
    }
  }

  private static Optional<Difference> repeated(
      GraphCase at, double[][] expected, Executable executable) {
    Difference.Candidate candidate = new Difference.Candidate("compiled", executable);
    return IntStream.range(0, 25)
        .mapToObj(run -> Difference.of(at, expected, candidate))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static void report(List<String> failures) {
    assertTrue(failures.isEmpty(), () -> String.join("\n\n", failures));
  }

  /// What went wrong for the first seeds that fail, with the smallest graphs.
  private static List<String> failures(int seeds, IntFunction<Optional<String>> check) {
    return IntStream.range(0, seeds)
        .parallel()
        .mapToObj(check)
        .flatMap(Optional::stream)
        .limit(REPORTED)
        .toList();
  }

  private static Graph graph(int seed) {
    Graph graph = RandomGraphs.of(seed, 4 + seed * 7 % 57);
    return seed % 2 == 0 ? graph : Pipeline.standard().apply(graph);
  }

  private static List<Integer> lanes(int seed) {
    int few = List.of(1, 2, 3, 7, 8).get(seed % 5);
    int some = List.of(64, 65).get(seed / 5 % 2);
    return seed % 25 == 0
        ? List.of(few, some, 1000)
        : seed % 10 == 3 ? List.of(few, some, 200) : List.of(few, some);
  }

  private static Optional<String> bits(int seed) {
    return compare("seed " + seed, graph(seed), lanes(seed), seed);
  }

  private static Optional<String> gradientBits(int seed) {
    return gradient(seed)
        .flatMap(graph -> compare("gradient, seed " + seed, graph, List.of(seed % 9 + 1), seed));
  }

  private static Optional<String> compare(String name, Graph graph, List<Integer> lanes, int seed) {
    Map<Graph, List<Difference.Candidate>> compiled = new HashMap<>();
    return lanes.stream()
        .map(count -> GraphCase.random(graph, count, seed))
        .filter(
            at -> Difference.first(at, g -> compiled.computeIfAbsent(g, CpuTiers::of)).isPresent())
        .map(at -> FailureReport.of(name, at, CpuTiers::of))
        .findFirst();
  }

  /// The vector-Jacobian product of the first outputs that have one.
  private static Optional<Graph> gradient(int seed) {
    Graph graph = graph(seed);
    List<Value> outputs =
        graph.outputs().stream()
            .distinct()
            .filter(y -> pullBack(graph, List.of(y)) != null)
            .toList();
    return outputs.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(pullBack(graph, outputs.subList(0, Math.min(3, outputs.size()))));
  }

  private static @org.jspecify.annotations.Nullable Graph pullBack(Graph graph, List<Value> y) {
    if (!y.getFirst().type().dtype().isFloating()) {
      return null;
    }
    Graph f = new DeadCode().apply(new Graph("f", graph.inputs(), graph.equations(), y));
    List<Integer> wrt =
        IntStream.range(0, f.inputs().size())
            .filter(i -> f.inputs().get(i).type().dtype().isFloating())
            .boxed()
            .toList();
    try {
      return ReverseMode.vjp(f, wrt);
    } catch (IllegalArgumentException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("reverse mode needs"), e::toString);
      return null;
    }
  }

  private static Optional<String> text(int seed) {
    Graph graph = graph(seed);
    String text = graph.toString();
    Graph parsed = GraphParser.parse(text, RandomGraphs.CUSTOMS);
    return graph.equals(parsed) && text.equals(parsed.toString())
        ? Optional.empty()
        : Optional.of("seed " + seed + " comes back as\n" + parsed + "\nfrom\n" + text);
  }

  @Test
  void theLanesAreThosePromised() {
    List<Integer> all =
        IntStream.range(0, 100)
            .boxed()
            .flatMap(s -> lanes(s).stream())
            .distinct()
            .sorted()
            .toList();
    assertEquals(List.of(1, 2, 3, 7, 8, 64, 65, 200, 1000), all);
  }
}
