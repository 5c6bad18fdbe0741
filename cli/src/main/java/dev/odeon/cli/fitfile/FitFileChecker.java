package dev.odeon.cli.fitfile;

import dev.odeon.cli.expression.CyclicFormulaException;
import dev.odeon.cli.expression.ExpressionChecker;
import dev.odeon.cli.expression.Scope;
import dev.odeon.cli.fault.Suggestion;
import dev.odeon.ode.method.StochasticMethod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Checks what concerns several sections of a fit file at once.
final class FitFileChecker {
  private final FitFile file;

  private FitFileChecker(FitFile file) {
    this.file = file;
  }

  /// @throws ItemFault at the first fault
  static void check(FitFile file) {
    FitFileChecker checker = new FitFileChecker(file);
    checker.checkEquations();
    checker.checkNoise();
    checker.checkTolerances();
    checker.checkTimes();
    checker.checkObserved();
    checker.checkFormulas();
    checker.checkInitialValues();
    checker.checkCycles();
  }

  private void checkEquations() {
    for (String state : file.states().keySet()) {
      if (!file.equations().containsKey(state)) {
        throw new ItemFault(
            "the state '%s' has no equation%s".formatted(state, strayEquation(state)));
      }
    }
    file.equations()
        .forEach((name, equation) -> requireKnown(name, file.states().keySet(), "state", equation));
  }

  private void checkNoise() {
    file.noise()
        .forEach((name, factor) -> requireKnown(name, file.states().keySet(), "state", factor));
    SolverMethod method = file.solver().method();
    if (method.isForNoise() && file.noise().isEmpty()) {
      throw new ItemFault(
          "solver.method %s is for equations with noise, there is no section 'noise'"
              .formatted(method));
    }
    if (!method.isForNoise() && !file.noise().isEmpty()) {
      throw new ItemFault(
          "solver.method %s is for equations without noise, there is a section 'noise'; take one of %s"
              .formatted(method, StochasticMethod.ALL));
    }
  }

  private String strayEquation(String state) {
    Set<String> stray = new LinkedHashSet<>(file.equations().keySet());
    stray.removeAll(file.states().keySet());
    return Suggestion.nearest(state, stray)
        .map(name -> "; the equation '" + name + "' belongs to no state")
        .orElse("");
  }

  private static void requireKnown(
      String name, Collection<String> known, String kind, Formula formula) {
    if (!known.contains(name)) {
      throw formula.fault("there is no such " + kind + Suggestion.ending(name, known));
    }
  }

  private void checkTolerances() {
    for (String name : file.solver().ownAbsTol().keySet()) {
      if (!file.states().containsKey(name)) {
        throw new ItemFault(
            "solver.absTol names '%s', which is no state%s"
                .formatted(name, Suggestion.ending(name, file.states().keySet())));
      }
    }
  }

  private void checkTimes() {
    if (file.data().isEmpty() && file.time() instanceof TimeSection.FromData) {
      throw new ItemFault(
          "there is neither a section 'data' nor times, such as time: {from: 0, to: 10}");
    }
  }

  private void checkObserved() {
    List<String> observable = new ArrayList<>(file.states().keySet());
    observable.addAll(file.derived().keySet());
    Collection<String> observed = file.data().map(data -> data.observe().keySet()).orElse(Set.of());
    for (String name : observed) {
      if (!observable.contains(name)) {
        throw new ItemFault(
            "data.observe: there is no state or derived quantity '%s'%s"
                .formatted(name, Suggestion.ending(name, observable)));
      }
    }
    for (String name : file.loss().weights().keySet()) {
      if (file.data().isPresent() && !observed.contains(name)) {
        throw new ItemFault(
            "loss.weights: '%s' is not observed%s"
                .formatted(name, Suggestion.ending(name, observed)));
      }
    }
  }

  private void checkFormulas() {
    Set<String> names = new LinkedHashSet<>(file.states().keySet());
    names.addAll(file.parameters().keySet());
    names.addAll(file.constants().keySet());
    names.addAll(file.derived().keySet());
    names.add("t");
    ExpressionChecker checker = new ExpressionChecker(new Scope(names, networkShapes()));
    file.equations().values().forEach(formula -> formula.check(checker));
    file.noise().values().forEach(formula -> formula.check(checker));
    file.derived().values().forEach(formula -> formula.check(checker));
    for (EventSpec event : file.events()) {
      checkEvent(event, checker);
    }
  }

  private Map<String, Scope.NetworkShape> networkShapes() {
    return file.networks().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    new Scope.NetworkShape(entry.getValue().inputs(), entry.getValue().outputs())));
  }

  private void checkEvent(EventSpec event, ExpressionChecker checker) {
    switch (event) {
      case EventSpec.Triggered triggered -> triggered.when().check(checker);
      case EventSpec.Scheduled _ -> {}
    }
    event
        .changes()
        .forEach(
            (state, formula) -> {
              requireKnown(state, file.states().keySet(), "state", formula);
              formula.check(checker);
            });
  }

  private void checkInitialValues() {
    Set<String> names = new LinkedHashSet<>(file.parameters().keySet());
    names.addAll(file.constants().keySet());
    names.addAll(file.states().keySet());
    ExpressionChecker checker = new ExpressionChecker(Scope.of(names));
    for (InitialValue value : file.states().values()) {
      switch (value) {
        case InitialValue.Computed computed -> computed.formula().check(checker);
        case InitialValue.Given _, InitialValue.Fitted _ -> {}
      }
    }
  }

  private void checkCycles() {
    try {
      file.derivedOrder();
    } catch (CyclicFormulaException cycle) {
      throw new ItemFault("derived '%s': %s".formatted(cycle.name(), cycle.getMessage()));
    }
    try {
      file.initialOrder();
    } catch (CyclicFormulaException cycle) {
      throw new ItemFault("initial value of '%s': %s".formatted(cycle.name(), cycle.getMessage()));
    }
  }
}
