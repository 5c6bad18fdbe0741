package dev.odeon.nn.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the text that [GraphPrinter] writes, in the grammar of this package.
public final class GraphParser {
  /// How deep sub-graphs may nest.
  static final int DEPTH_LIMIT = 100;

  private final GraphScanner scanner;
  private final OpParser ops;
  private int depth;

  private GraphParser(String text, Map<String, CustomFunction> customs) {
    scanner = new GraphScanner(text);
    ops = new OpParser(scanner, Map.copyOf(customs), this::graph);
  }

  /// The graph that `text` spells.
  ///
  /// @param text one graph, nothing before or after it but space and comments
  /// @param customs the functions that `custom` may name
  /// @throws GraphParseException if the text is not a well-formed graph; the message names line and
  ///   column
  public static Graph parse(String text, Map<String, CustomFunction> customs) {
    GraphParser parser = new GraphParser(text, customs);
    Graph graph = parser.graph();
    GraphToken rest = parser.scanner.peek();
    if (rest.kind() != GraphToken.Kind.END) {
      throw parser.scanner.error(rest, "expected the end of the text but found " + rest.describe());
    }
    return graph;
  }

  /// The graph that `text` spells, which may name no custom function.
  ///
  /// @throws GraphParseException if the text is not a well-formed graph; the message names line and
  ///   column
  public static Graph parse(String text) {
    return parse(text, Map.of());
  }

  private Graph graph() {
    GraphToken start = scanner.peek();
    scanner.expectWord("graph");
    if (++depth > DEPTH_LIMIT) {
      throw scanner.error(start, "graphs nest deeper than " + DEPTH_LIMIT);
    }
    scanner.expect("@");
    String name = scanner.atom("the name of the graph").text();
    Map<Integer, Value> defined = new HashMap<>();
    List<Value> inputs = inputs(defined);
    scanner.expect("{");
    List<Equation> equations = new ArrayList<>();
    while (!scanner.peek().isWord("return")) {
      equations.add(equation(defined));
    }
    scanner.take();
    List<Value> outputs = uses(defined);
    scanner.expect("}");
    depth--;
    try {
      return new Graph(name, inputs, equations, outputs);
    } catch (IllegalArgumentException e) {
      throw scanner.error(start, String.valueOf(e.getMessage()));
    }
  }

  private List<Value> inputs(Map<Integer, Value> defined) {
    scanner.expect("(");
    List<Value> inputs = new ArrayList<>();
    if (scanner.peek().is("%")) {
      inputs = definitions(defined);
    }
    scanner.expect(")");
    return inputs;
  }

  private Equation equation(Map<Integer, Value> defined) {
    // Results are not in sight of their own operands, so they join the defined values last.
    Map<Integer, Value> fresh = new HashMap<>();
    List<Value> results = new ArrayList<>();
    GraphToken start = scanner.peek();
    if (start.is("%")) {
      results = definitions(fresh);
      scanner.expect("=");
    }
    GraphToken name = scanner.atom("the name of a primitive");
    Op op;
    List<Value> operands;
    if (name.text().equals("constant")) {
      operands = List.of();
      op = ops.constant(name, results);
    } else {
      operands = uses(defined);
      op = ops.parse(name);
    }
    check(name, op, operands, results);
    for (Value result : results) {
      if (defined.putIfAbsent(result.id(), result) != null) {
        throw scanner.error(start, "%" + result.id() + " is defined twice");
      }
    }
    return new Equation(op, operands, results, origin());
  }

  private void check(GraphToken name, Op op, List<Value> operands, List<Value> results) {
    ops.checkCounts(name, op, operands.size());
    List<ValueType> expected;
    try {
      expected = TypeRules.infer(op, operands.stream().map(ValueType::of).toList());
    } catch (IllegalArgumentException e) {
      throw scanner.error(name, String.valueOf(e.getMessage()));
    }
    List<ValueType> actual = results.stream().map(ValueType::of).toList();
    if (!expected.equals(actual)) {
      throw scanner.error(name, op.name() + " yields " + expected + ", its results say " + actual);
    }
  }

  private Origin origin() {
    if (!scanner.peek().isWord("from")) {
      return Origin.UNKNOWN;
    }
    scanner.take();
    return new Origin(scanner.string("the origin, a string").text());
  }

  private List<Value> definitions(Map<Integer, Value> defined) {
    List<Value> values = new ArrayList<>();
    do {
      GraphToken start = scanner.peek();
      Value value = definition();
      if (defined.putIfAbsent(value.id(), value) != null) {
        throw scanner.error(start, "%" + value.id() + " is defined twice");
      }
      values.add(value);
    } while (scanner.takeIf(","));
    return values;
  }

  private Value definition() {
    scanner.expect("%");
    int id = scanner.whole("the number of a value");
    scanner.expect(":");
    DType dtype = ops.dtype();
    Shape shape = scanner.peek().is("[") ? ops.shape() : Shape.SCALAR;
    return new Value(id, new TensorType(dtype, shape), scope());
  }

  private Scope scope() {
    GraphToken token = scanner.atom("'lane' or 'shared'");
    for (Scope scope : Scope.values()) {
      if (scope.text().equals(token.text())) {
        return scope;
      }
    }
    throw scanner.error(token, "expected 'lane' or 'shared' but found " + token.describe());
  }

  private List<Value> uses(Map<Integer, Value> defined) {
    List<Value> values = new ArrayList<>();
    if (!scanner.peek().is("%")) {
      return values;
    }
    do {
      GraphToken start = scanner.peek();
      scanner.expect("%");
      int id = scanner.whole("the number of a value");
      Value value = defined.get(id);
      if (value == null) {
        throw scanner.error(start, "%" + id + " is not defined here");
      }
      values.add(value);
    } while (scanner.takeIf(","));
    return values;
  }
}
