package dev.odeon.cli.model;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.cli.expression.MathConstant;
import dev.odeon.cli.fitfile.EventSpec;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.Formula;
import dev.odeon.cli.fitfile.InitialValue;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.problem.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// A model within a trace whose first inputs are its parameters, without bounds.
public final class TracedModel {
  private final Model model;
  private final Tracer tracer = new Tracer();
  private final SequencedMap<String, Tensor> bounded = new LinkedHashMap<>();

  /// Begins a trace with the parameters of `model` as shared inputs.
  public TracedModel(Model model) {
    this.model = model;
    for (ParameterSpec.Entry entry : model.spec().entries()) {
      TensorType type = TensorType.f64(entry.shape().toArray());
      bounded.put(entry.path(), tracer.input(type, Scope.SHARED));
    }
    for (FittedNumber number : model.numbers()) {
      bounded.computeIfPresent(number.path(), (_, u) -> number.transform().toBounded(u));
    }
  }

  /// The trace.
  public Tracer tracer() {
    return tracer;
  }

  /// Solves the equations; the result's columns are the states in their order.
  public TracedSolve solve(SolvePlan plan) {
    SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
    bounded.forEach(
        (path, value) -> {
          if (!path.startsWith("initial.")) {
            needed.put(path, value);
          }
        });
    return TracedSolve.of("equations", this::derivative, plan, initial(), needed);
  }

  /// The events, in the order of the file; of one at several times, one event a time.
  public List<Event> events() {
    List<Event> events = new ArrayList<>();
    List<EventSpec> all = model.file().events();
    for (int i = 0; i < all.size(); i++) {
      String name = "event " + (i + 1);
      Map<String, Formula> changes = all.get(i).changes();
      switch (all.get(i)) {
        case EventSpec.Scheduled scheduled -> {
          for (double time : scheduled.at()) {
            events.add(
                Event.of(name, (t, y, p) -> t.minus(time))
                    .changing((t, y, p) -> changed(t, y, p, changes)));
          }
        }
        case EventSpec.Triggered triggered -> events.add(event(name, triggered));
      }
    }
    return events;
  }

  private Event event(String name, EventSpec.Triggered triggered) {
    Event event =
        Event.of(
            name,
            (t, y, p) -> {
              Names names = names(t, y, p);
              return new FormulaTracer(y.tracer(), names).trace(triggered.when());
            });
    Event directed =
        switch (triggered.direction()) {
          case UP -> event.rising();
          case DOWN -> event.falling();
          case BOTH -> event;
        };
    Event changing =
        triggered.changes().isEmpty()
            ? directed
            : directed.changing((t, y, p) -> changed(t, y, p, triggered.changes()));
    return triggered.isLast() ? changing.terminating() : changing;
  }

  /// The state after `changes`, all of them computed from the state before.
  private Tensor changed(Tensor t, Tensor y, Parameters p, Map<String, Formula> changes) {
    List<String> states = model.states();
    FormulaTracer formulas = new FormulaTracer(y.tracer(), names(t, y, p));
    List<Tensor> after = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      Formula change = changes.get(states.get(i));
      after.add(change == null ? y.get(i) : formulas.trace(change));
    }
    return Tensor.concatenate(after);
  }

  private Names names(Tensor t, Tensor y, Parameters p) {
    List<String> states = model.states();
    Names names = new Names(y.tracer(), p);
    names.put("t", t);
    for (int i = 0; i < states.size(); i++) {
      names.put(states.get(i), y.get(i));
    }
    return names;
  }

  /// The field `dy/dt`, with parameters by their paths.
  public Tensor derivative(Tensor t, Tensor y, Parameters p) {
    FormulaTracer formulas = new FormulaTracer(y.tracer(), names(t, y, p));
    List<Tensor> rates = new ArrayList<>();
    for (String state : model.states()) {
      rates.add(formulas.trace(required(model.file().equations(), state)));
    }
    return Tensor.concatenate(rates);
  }

  /// The factors of the noises, one a state, with parameters by their paths.
  public Tensor noise(Tensor t, Tensor y, Parameters p) {
    Names names = names(t, y, p);
    FormulaTracer formulas = new FormulaTracer(y.tracer(), names);
    List<Tensor> factors = new ArrayList<>();
    for (String state : model.states()) {
      Formula factor = model.file().noise().get(state);
      factors.add(factor == null ? names.literal(0) : formulas.trace(factor));
    }
    return Tensor.concatenate(factors);
  }

  /// The field at `(t, y)` with this trace's own parameters.
  public Tensor derivative(Tensor t, Tensor y) {
    return derivative(t, y, Parameters.of(bounded));
  }

  /// The initial state.
  public Tensor initial() {
    return initial(tracer, Parameters.of(bounded), bounded.keySet());
  }

  /// The initial state for other parameters, within another trace.
  ///
  /// @param p parameters by their paths, fitted and given initial values as `initial.NAME`
  /// @param paths the paths that `p` has
  public Tensor initial(Tracer into, Parameters p, Set<String> paths) {
    FitFile file = model.file();
    Names names = new Names(into, p);
    FormulaTracer formulas = new FormulaTracer(into, names);
    file.states()
        .forEach(
            (name, value) -> {
              String path = Model.initialPath(name);
              if (paths.contains(path)) {
                names.put(name, p.get(path));
              } else if (value instanceof InitialValue.Given given) {
                names.put(name, names.literal(given.value()));
              }
            });
    for (String name : file.initialOrder()) {
      if (required(file.states(), name) instanceof InitialValue.Computed computed
          && !paths.contains(Model.initialPath(name))) {
        names.put(name, formulas.trace(computed.formula()));
      }
    }
    return Tensor.concatenate(model.states().stream().map(names::name).toList());
  }

  /// Derived quantities at one time, within the trace of `y`.
  ///
  /// @param p parameters by their paths
  public List<Tensor> derived(Tensor t, Tensor y, Parameters p, List<String> wanted) {
    Names names = names(t, y, p);
    return wanted.stream().map(names::name).toList();
  }

  /// States and derived quantities over the rows of `states` `[m, d]`, each a vector `[m]`.
  ///
  /// @param times the times of the rows
  public Tensor quantity(String name, Tensor states, double[] times) {
    Names names = new Names(tracer, Parameters.of(bounded));
    Shape column = Shape.of(times.length);
    names.put("t", tracer.constant(Literal.of(new TensorType(DType.F64, column), times)));
    List<String> order = model.states();
    for (int i = 0; i < order.size(); i++) {
      Op slice = new Op.Slice(List.of(0, i), List.of(times.length, i + 1), List.of(1, 1));
      names.put(order.get(i), tracer.apply1(slice, states).reshape(column));
    }
    Tensor value = names.name(name);
    return value.shape().rank() == 0 ? value.broadcast(column) : value;
  }

  private static <T> T required(Map<String, T> map, String key) {
    T value = map.get(key);
    if (value == null) {
      throw new IllegalStateException("'" + key + "' is not declared");
    }
    return value;
  }

  /// Names in one place of the model: what was put, then parameters, constants, derived quantities,
  /// pi and e.
  private final class Names implements Bindings {
    private final Tracer into;
    private final Parameters parameters;
    private final Map<String, Tensor> known = new HashMap<>();

    Names(Tracer into, Parameters parameters) {
      this.into = into;
      this.parameters = parameters;
    }

    void put(String name, Tensor value) {
      known.put(name, value);
    }

    @Override
    public Tensor name(String name) {
      Tensor value = known.get(name);
      if (value == null) {
        value = find(name);
        known.put(name, value);
      }
      return value;
    }

    private Tensor find(String name) {
      FitFile file = model.file();
      if (file.parameters().containsKey(name)) {
        return parameters.get(name);
      }
      Double constant = file.constants().get(name);
      if (constant != null) {
        return literal(constant);
      }
      if (file.derived().containsKey(name)) {
        return new FormulaTracer(into, this).trace(required(file.derived(), name));
      }
      return literal(
          MathConstant.named(name)
              .orElseThrow(() -> new IllegalStateException("name '" + name + "' is not declared"))
              .value());
    }

    @Override
    public Tensor network(String network, List<Tensor> arguments, int output) {
      int rows = 0;
      for (Tensor argument : arguments) {
        rows = Math.max(rows, argument.shape().rank() == 0 ? 0 : argument.shape().dim(0));
      }
      if (rows == 0) {
        return call(network, arguments).get(output);
      }
      List<Tensor> column = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        int at = row;
        List<Tensor> scalars =
            arguments.stream().map(x -> x.shape().rank() == 0 ? x : x.get(at)).toList();
        column.add(call(network, scalars).get(output));
      }
      return Tensor.concatenate(column);
    }

    private Tensor call(String network, List<Tensor> arguments) {
      return into.within(
          network,
          () ->
              required(model.networks(), network)
                  .apply(parameters.at(network), Tensor.concatenate(arguments)));
    }

    @Override
    public Tensor literal(double value) {
      return into.constant(DType.F64, value);
    }
  }
}
