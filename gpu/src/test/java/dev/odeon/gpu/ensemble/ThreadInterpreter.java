package dev.odeon.gpu.ensemble;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Runs a program for threads on the processor, statement by statement, by the definition.
final class ThreadInterpreter {
  private final ThreadProgram program;
  private final Backend backend;
  private final Map<Memory, double[]> memory;
  private final Map<Variable, double[]> variables = new HashMap<>();
  private final IdentityHashMap<Statement.Apply, Executable> code = new IdentityHashMap<>();

  ThreadInterpreter(ThreadProgram program, Backend backend, Map<Memory, double[]> memory) {
    this.program = program;
    this.backend = backend;
    this.memory = memory;
  }

  /// Runs one thread.
  void run(double... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      value(program.arguments().get(i))[0] = arguments[i];
    }
    run(program.body());
  }

  private double[] value(Variable variable) {
    return variables.computeIfAbsent(variable, v -> new double[v.type().size()]);
  }

  private void run(List<Statement> statements) {
    statements.forEach(this::run);
  }

  private void run(Statement statement) {
    switch (statement) {
      case Statement.Apply apply -> run(apply);
      case Statement.Assign assign -> {
        List<double[]> values = assign.sources().stream().map(s -> value(s).clone()).toList();
        for (int i = 0; i < values.size(); i++) {
          put(assign.targets().get(i), values.get(i));
        }
      }
      case Statement.Load load -> {
        double[] target = value(load.target());
        for (int e = 0; e < target.length; e++) {
          target[e] = array(load.place())[index(load.place(), e, target.length)];
        }
      }
      case Statement.Store store -> {
        double[] source = value(store.source());
        for (int e = 0; e < source.length; e++) {
          array(store.place())[index(store.place(), e, source.length)] = source[e];
        }
      }
      case Statement.Count count -> value(count.before())[0] = memory.get(count.counter())[0]++;
      case Statement.Peek peek ->
          value(peek.isCounted())[0] = memory.get(peek.counter())[0] != 0 ? 1 : 0;
      case Statement.When when ->
          run(value(when.condition())[0] != 0 ? when.then() : when.otherwise());
      case Statement.Identify _, Statement.SumThreads _, Statement.Keep _ ->
          throw new IllegalArgumentException(
              "threads here know nothing of each other: " + statement);
      case Statement.Repeat repeat -> {
        while (value(repeat.condition())[0] != 0) {
          run(repeat.body());
        }
      }
    }
  }

  private void put(Variable target, double[] values) {
    System.arraycopy(values, 0, value(target), 0, target.type().size());
  }

  private double[] array(Place place) {
    return memory.get(place.memory());
  }

  private int index(Place place, int element, int elements) {
    double at = value(place.at())[0] + (elements == 1 ? 0 : element * value(place.stride())[0]);
    return Math.toIntExact((long) at);
  }

  private void run(Statement.Apply apply) {
    Executable executable = code.computeIfAbsent(apply, a -> backend.compile(a.graph()));
    double[][] in =
        apply.operands().stream()
            .map(
                operand ->
                    switch (operand) {
                      case Variable variable -> value(variable);
                      case Memory array -> memory.get(array);
                      case Region part ->
                          Arrays.copyOfRange(
                              memory.get(part.memory()),
                              (int) value(part.at())[0],
                              memory.get(part.memory()).length);
                    })
            .toArray(double[][]::new);
    double[][] out =
        apply.results().stream()
            .map(result -> new double[result.type().size()])
            .toArray(double[][]::new);
    executable.run(in, out, 1);
    for (int i = 0; i < out.length; i++) {
      put(apply.results().get(i), out[i]);
    }
  }
}
