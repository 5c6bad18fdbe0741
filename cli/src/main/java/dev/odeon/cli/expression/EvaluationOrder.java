package dev.odeon.cli.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Sorts formulas that refer to each other so that each stands after those that it needs.
public final class EvaluationOrder {
  /// Chains of formulas longer than this are refused, because they are followed recursively.
  static final int MAX_CHAIN = 500;

  private final Map<String, Expression> formulas;
  private final Set<String> done = new LinkedHashSet<>();
  private final List<String> path = new ArrayList<>();

  private EvaluationOrder(Map<String, Expression> formulas) {
    this.formulas = new LinkedHashMap<>(formulas);
  }

  /// The names of `formulas` in an order of evaluation; otherwise in the order given.
  ///
  /// @throws CyclicFormulaException if a formula needs itself, directly or through others, or a
  ///   chain of more than 500 others
  public static List<String> of(Map<String, Expression> formulas) {
    EvaluationOrder order = new EvaluationOrder(formulas);
    formulas.keySet().forEach(order::visit);
    return List.copyOf(order.done);
  }

  private void visit(String name) {
    Expression formula = formulas.get(name);
    if (formula == null || done.contains(name)) {
      return;
    }
    int first = path.indexOf(name);
    if (first >= 0) {
      List<String> cycle = new ArrayList<>(path.subList(first, path.size()));
      cycle.add(name);
      throw new CyclicFormulaException(name, "needs itself: " + String.join(" -> ", cycle));
    }
    if (path.size() == MAX_CHAIN) {
      throw new CyclicFormulaException(
          path.getFirst(), "needs a chain of more than " + MAX_CHAIN + " other formulas");
    }
    path.add(name);
    visitNames(formula);
    path.removeLast();
    done.add(name);
  }

  private void visitNames(Expression expression) {
    if (expression instanceof Expression.Name name) {
      visit(name.name());
    }
    expression.operands().forEach(this::visitNames);
  }
}
