package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.rewrite.DeadCode;
import dev.odeon.nn.rewrite.Renumbering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;

/// A graph cut at its sums over lanes, of which lanes keep the factors: the gradient of a matrix of
/// weights is a sum of outer products, whose factors are far fewer numbers.
///
/// @param own (inputs of the graph) to the outputs that lanes have for themselves, then what they
///   keep
/// @param outputs number of the former
/// @param sums what is made of the kept numbers
/// @param after (sums, shared inputs) to the shared outputs: nothing but elements in another order
public record KeptSums(Graph own, int outputs, List<KeptSum> sums, Graph after) {
  /// More numbers a lane are not kept for a step.
  private static final int MOST = 1 << 16;

  public KeptSums {
    sums = List.copyOf(sums);
  }

  /// Finds the factors; empty if something is computed from the sums, or too much would be kept.
  static Optional<KeptSums> of(SplitSums parts) {
    boolean moves =
        parts.after().equations().stream().allMatch(e -> e.op() instanceof Op.Rearrangement);
    return moves ? new Search(parts).run() : Optional.empty();
  }

  /// How many numbers a lane keeps of a step.
  public int kept() {
    return own.outputs().subList(outputs, own.outputs().size()).stream()
        .mapToInt(value -> value.type().size())
        .sum();
  }

  /// Number of elements of all sums.
  public int size() {
    return sums.stream().mapToInt(KeptSum::size).sum();
  }

  private static final class Search {
    private final SplitSums parts;
    private final Map<Value, Equation> makers = new HashMap<>();
    private final SequencedMap<Value, Integer> kept = new LinkedHashMap<>();
    private int next;

    Search(SplitSums parts) {
      this.parts = parts;
      parts
          .own()
          .equations()
          .forEach(one -> one.results().forEach(result -> makers.put(result, one)));
    }

    Optional<KeptSums> run() {
      Map<Value, KeptSum> found = new HashMap<>();
      for (Value sum : parts.summed()) {
        products(sum).ifPresent(one -> found.put(sum, one));
      }
      for (Value sum : parts.summed()) {
        found.computeIfAbsent(sum, this::plain);
      }
      if (next > MOST) {
        return Optional.empty();
      }
      Graph own = parts.own();
      List<Value> outputs = new ArrayList<>(own.outputs().subList(0, parts.outputs()));
      outputs.addAll(kept.sequencedKeySet());
      Graph whole = new Graph(own.name(), own.inputs(), own.equations(), outputs);
      Graph needed = new Renumbering().apply(new DeadCode().apply(whole));
      List<KeptSum> sums = parts.summed().stream().flatMap(x -> found(found, x)).toList();
      return Optional.of(new KeptSums(needed, parts.outputs(), sums, parts.after()));
    }

    private static java.util.stream.Stream<KeptSum> found(Map<Value, KeptSum> all, Value sum) {
      return java.util.stream.Stream.ofNullable(all.get(sum));
    }

    /// `((x + y) + z) ...`, in order.
    private List<Value> summands(Value sum) {
      List<Value> summands = new ArrayList<>();
      Value rest = sum;
      while (makers.get(rest) instanceof Equation add
          && add.op() instanceof Op.Binary(var function)
          && function == BinaryFunction.ADD) {
        summands.addFirst(add.operands().get(1));
        rest = add.operands().get(0);
      }
      summands.addFirst(rest);
      return summands;
    }

    /// A sum of outer products of one form.
    private Optional<KeptSum> products(Value sum) {
      List<Equation> products = new ArrayList<>();
      for (Value summand : summands(sum)) {
        Equation maker = makers.get(summand);
        if (maker == null || !isOuter(maker) || !hasForm(maker, products)) {
          return Optional.empty();
        }
        products.add(maker);
      }
      List<KeptSum.Term> terms =
          products.stream()
              .map(
                  product ->
                      new KeptSum.Term(
                          keep(product.operands().get(0)),
                          OptionalInt.of(keep(product.operands().get(1)))))
              .toList();
      List<Value> factors = products.getFirst().operands();
      return Optional.of(
          new KeptSum(terms, factors.get(0).type().size(), factors.get(1).type().size()));
    }

    private static boolean isOuter(Equation equation) {
      return equation.op() instanceof Op.DotGeneral dot
          && dot.leftContracting().isEmpty()
          && dot.leftBatch().isEmpty()
          && equation.operands().stream().allMatch(x -> x.scope() == Scope.PER_LANE);
    }

    private static boolean hasForm(Equation product, List<Equation> others) {
      return others.isEmpty()
          || others.getFirst().operands().get(0).type().size()
              == product.operands().get(0).type().size();
    }

    /// A sum of what is kept already, or of what it is.
    private KeptSum plain(Value sum) {
      List<Value> summands = summands(sum);
      List<Value> terms = summands.stream().allMatch(kept::containsKey) ? summands : List.of(sum);
      return new KeptSum(
          terms.stream().map(term -> new KeptSum.Term(keep(term), OptionalInt.empty())).toList(),
          sum.type().size(),
          1);
    }

    private int keep(Value value) {
      Integer known = kept.get(value);
      if (known != null) {
        return known;
      }
      int at = next;
      kept.put(value, at);
      next += value.type().size();
      return at;
    }
  }
}
