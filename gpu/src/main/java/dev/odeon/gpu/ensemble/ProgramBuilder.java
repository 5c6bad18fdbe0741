package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/// Writes a program for threads, statement by statement.
final class ProgramBuilder {
  private final List<Variable> arguments = new ArrayList<>();
  private final List<Memory> memories = new ArrayList<>();
  private final Deque<List<Statement>> open = new ArrayDeque<>();
  private int variables;

  ProgramBuilder() {
    open.push(new ArrayList<>());
  }

  /// The program, once all is written.
  ThreadProgram build(String name) {
    return new ThreadProgram(name, arguments, memories, open.element());
  }

  /// An array.
  Memory memory(String name, Memory.Use use) {
    Memory memory = new Memory(memories.size(), name, use);
    memories.add(memory);
    return memory;
  }

  /// A scalar given at the launch.
  Variable argument() {
    Variable argument = number();
    arguments.add(argument);
    return argument;
  }

  Variable variable(TensorType type) {
    return new Variable(variables++, type);
  }

  List<Variable> variables(List<TensorType> types) {
    return types.stream().map(this::variable).toList();
  }

  /// Fresh variables for all that a graph leaves.
  List<Variable> results(Graph graph) {
    return variables(graph.outputs().stream().map(Value::type).toList());
  }

  Variable number() {
    return variable(TensorType.f64());
  }

  Variable truth() {
    return variable(TensorType.scalar(DType.BOOL));
  }

  private void add(Statement statement) {
    open.element().add(statement);
  }

  void apply(Graph graph, List<? extends Operand> operands, List<Variable> results) {
    add(new Statement.Apply(graph, List.copyOf(operands), results));
  }

  /// Runs a graph; its results.
  List<Variable> apply(Graph graph, List<? extends Operand> operands) {
    List<Variable> results = results(graph);
    apply(graph, operands, results);
    return results;
  }

  /// Runs a graph that leaves more than `results`; the rest is kept in memory.
  void keep(
      Graph graph,
      List<? extends Operand> operands,
      List<Variable> results,
      Memory memory,
      Variable at) {
    add(new Statement.Keep(graph, List.copyOf(operands), results, memory, at));
  }

  /// Assigns what `expressions` makes of variables.
  void set(List<Variable> targets, Function<Reading, List<Tensor>> expressions) {
    Reading reading = new Reading();
    write(reading, expressions.apply(reading), targets);
  }

  void set(Variable target, Function<Reading, Tensor> expression) {
    set(List.of(target), reading -> List.of(expression.apply(reading)));
  }

  /// What `expression` makes of variables, in a fresh one.
  Variable let(Function<Reading, Tensor> expression) {
    Reading reading = new Reading();
    Tensor value = expression.apply(reading);
    Variable target = variable(value.type());
    write(reading, List.of(value), List.of(target));
    return target;
  }

  private void write(Reading reading, List<Tensor> values, List<Variable> targets) {
    List<Tensor> each = values.stream().map(ProgramBuilder::everyThread).toList();
    Graph graph = reading.tracer().graph("set", each);
    apply(Pipeline.standard().apply(graph), reading.operands(), targets);
  }

  private static Tensor everyThread(Tensor tensor) {
    return tensor.scope() == Scope.PER_LANE
        ? tensor
        : tensor.tracer().apply1(new Op.LaneBroadcast(), tensor);
  }

  void assign(List<Variable> targets, List<Variable> sources) {
    add(new Statement.Assign(targets, sources));
  }

  void assign(Variable target, Variable source) {
    assign(List.of(target), List.of(source));
  }

  void load(Variable target, Memory memory, Variable at, Variable stride) {
    add(new Statement.Load(new Place(memory, at, stride), target));
  }

  /// Loads a scalar.
  void load(Variable target, Memory memory, Variable at) {
    load(target, memory, at, at);
  }

  void store(Variable source, Memory memory, Variable at, Variable stride) {
    add(new Statement.Store(new Place(memory, at, stride), source));
  }

  /// Stores a scalar.
  void store(Variable source, Memory memory, Variable at) {
    store(source, memory, at, at);
  }

  /// Counts; what the counter was.
  Variable count(Memory counter) {
    Variable before = number();
    count(counter, before);
    return before;
  }

  void count(Memory counter, Variable before) {
    add(new Statement.Count(counter, before));
  }

  /// Whether a counter is above zero.
  Variable peek(Memory counter) {
    Variable isCounted = truth();
    add(new Statement.Peek(counter, isCounted));
    return isCounted;
  }

  /// Finds out which thread of which block this is.
  void identify(Variable thread, Variable block) {
    add(new Statement.Identify(thread, block));
  }

  /// Adds up over the threads of the block, each in the place of lane `column`.
  void sum(List<Variable> sources, Variable column, Memory memory, Variable at) {
    add(new Statement.SumThreads(sources, column, memory, at));
  }

  private List<Statement> block(Runnable body) {
    open.push(new ArrayList<>());
    body.run();
    return open.pop();
  }

  void when(Variable condition, Runnable then) {
    add(new Statement.When(condition, block(then), List.of()));
  }

  void when(Variable condition, Runnable then, Runnable otherwise) {
    List<Statement> one = block(then);
    add(new Statement.When(condition, one, block(otherwise)));
  }

  void repeat(Variable condition, Runnable body) {
    add(new Statement.Repeat(condition, block(body)));
  }
}
