package dev.odeon.adjoint.layer;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.Constant;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.layer.ParameterRange;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/// A universal differential equation: equations with named states and parameters, in which any
/// number of networks stand for what is not known.
///
/// As a layer: input the initial state `[d]`, in the order of the states, output the states at the
/// m save times, `[m, d]`. The parameter `name` lies at `name`, as the free number of its range;
/// those of the network `name` lie under it, however often the equations use it.
///
/// Rackauckas, Ma, Martensen, Warner, Zubov, Supekar, Skinner, Ramadhan, Edelman, Universal
/// differential equations for scientific machine learning (2020).
public final class UniversalOde implements Layer {
  private static final String START = "start";
  private static final String INITIAL = "initial";

  private final List<String> states;
  private final SequencedMap<String, Known> parameters;
  private final SequencedMap<String, Part> networks;
  private final SequencedMap<String, Known> initial;
  private final Function<At, Tensor> equations;
  private final Layer start;
  private final Optional<Observed> observed;
  private final SolvePlan plan;

  /// What is observed of a state.
  private record Observed(int count, Function<At, Tensor> quantities) {}

  /// A parameter of the equations.
  private record Known(ParameterRange range, double start) {}

  /// A network and the length of its input.
  private record Part(int inputs, Layer layer) {}

  private UniversalOde(
      Builder builder,
      Function<At, Tensor> equations,
      Layer start,
      Optional<Observed> observed,
      SolvePlan plan) {
    states = List.copyOf(builder.states);
    parameters = new LinkedHashMap<>(builder.parameters);
    networks = new LinkedHashMap<>(builder.networks);
    initial = new LinkedHashMap<>(builder.initial);
    this.equations = equations;
    this.start = start;
    this.observed = observed;
    this.plan = plan;
  }

  /// Begins with the names of the states, in order.
  public static Builder states(String... names) {
    return new Builder(List.of(names));
  }

  /// How it is solved.
  public SolvePlan plan() {
    return plan;
  }

  /// The same with other save times or another method.
  public UniversalOde solvedBy(SolvePlan other) {
    return new UniversalOde(new Builder(this), equations, start, observed, other);
  }

  /// The same with a layer from the input to the initial state: such as
  /// [dev.odeon.nn.layer.Learned], for an initial state that is fitted. Its parameters lie under
  /// `start`.
  public UniversalOde startingFrom(Layer layer) {
    return new UniversalOde(new Builder(this), equations, layer, observed, plan);
  }

  /// The same with `count` quantities of time, state and parameters as output in place of the
  /// states, `[m, count]`, such as a sum of states or one of them.
  ///
  /// @param quantities a vector of length `count` or, if it is 1, a scalar
  public UniversalOde observing(int count, Function<At, Tensor> quantities) {
    if (count < 1) {
      throw new IllegalArgumentException("universal ode: count " + count + " is below 1");
    }
    Observed own = new Observed(count, quantities);
    return new UniversalOde(new Builder(this), equations, start, Optional.of(own), plan);
  }

  /// The range of the number at `path`: that of a parameter or initial value by its path, any for
  /// weights.
  public ParameterRange range(String path) {
    Known known = known().get(path);
    return known == null ? ParameterRange.ANY : known.range;
  }

  /// Parameters and initial values by path.
  private SequencedMap<String, Known> known() {
    SequencedMap<String, Known> all = new LinkedHashMap<>(parameters);
    initial.forEach((state, known) -> all.put(INITIAL + "." + state, known));
    return all;
  }

  /// The values of the named parameters in `fitted`, and of the fitted initial states by
  /// `initial.state`.
  public Map<String, Double> values(ParameterVector fitted) {
    Map<String, Double> values = new LinkedHashMap<>();
    known()
        .forEach(
            (name, known) -> {
              double[] free = new double[1];
              fitted.view(name).copyTo(free);
              values.put(name, known.range.value(free[0]));
            });
    return values;
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    ParameterSpec.Builder builder = ParameterSpec.builder();
    known()
        .forEach(
            (name, known) ->
                builder.add(name, Shape.SCALAR, new Constant(known.range.free(known.start))));
    networks.forEach(
        (name, part) -> builder.add(name, part.layer.parameters(Shape.of(part.inputs))));
    return builder.add(START, start.parameters(input)).build();
  }

  @Override
  public Shape outputShape(Shape input) {
    Shape state = start.outputShape(input);
    if (!state.equals(Shape.of(states.size()))) {
      throw new IllegalArgumentException(
          "universal ode: initial state of shape [" + state + "] for the states " + states);
    }
    return Shape.of(plan.saveAt().count(), observed.map(Observed::count).orElse(states.size()));
  }

  @Override
  public Tensor apply(Parameters p, Tensor input) {
    outputShape(input.shape());
    SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : parameters(input.shape()).entries()) {
      if (!entry.path().startsWith(START + ".") && !entry.path().startsWith(INITIAL + ".")) {
        needed.put(entry.path(), p.get(entry.path()));
      }
    }
    Tensor saved =
        TracedSolve.of(
                "universal_ode",
                (t, y, q) -> equations.apply(new At(t, y, q)),
                plan,
                start(p, input),
                needed)
            .states();
    return observed.isEmpty() ? saved : observe(observed.get(), p, saved);
  }

  private Tensor start(Parameters p, Tensor input) {
    Tensor given = start.apply(p.at(START), input);
    if (initial.isEmpty()) {
      return given;
    }
    List<Tensor> components = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      Known fitted = initial.get(states.get(i));
      components.add(
          fitted == null ? given.get(i) : fitted.range.value(p.at(INITIAL).get(states.get(i))));
    }
    return Tensor.concatenate(components);
  }

  private Tensor observe(Observed what, Parameters p, Tensor saved) {
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < plan.saveAt().count(); i++) {
      Tensor state = saved.slice(i, i + 1).reshape(Shape.of(states.size()));
      Tensor time = saved.scalar(plan.saveAt().time(i));
      rows.add(what.quantities.apply(new At(time, state, p)).reshape(Shape.of(what.count)));
    }
    return Tensor.stack(rows);
  }

  /// What the equations see: one trajectory at one time.
  public final class At {
    private final Tensor time;
    private final Tensor y;
    private final Parameters p;

    private At(Tensor time, Tensor y, Parameters p) {
      this.time = time;
      this.y = y;
      this.p = p;
    }

    /// The time, a scalar.
    public Tensor time() {
      return time;
    }

    /// A state by name, a scalar.
    public Tensor state(String name) {
      int index = states.indexOf(name);
      if (index < 0) {
        throw new IllegalArgumentException("state '" + name + "' is none of " + states);
      }
      return y.get(index);
    }

    /// A parameter by name, a scalar.
    public Tensor parameter(String name) {
      Known known = parameters.get(name);
      if (known == null) {
        throw new IllegalArgumentException(
            "parameter '" + name + "' is none of " + parameters.keySet());
      }
      return known.range.value(p.get(name));
    }

    /// The output of a network for the given numbers as its input; every call uses the same
    /// weights.
    public Tensor network(String name, Tensor... inputs) {
      Part part = networks.get(name);
      if (part == null) {
        throw new IllegalArgumentException(
            "network '" + name + "' is none of " + networks.keySet());
      }
      Tensor input = Tensor.concatenate(inputs);
      if (input.shape().size() != part.inputs) {
        throw new IllegalArgumentException(
            "network '"
                + name
                + "' takes "
                + part.inputs
                + " numbers, got "
                + input.shape().size());
      }
      return part.layer.apply(p.at(name), input);
    }

    /// The derivatives of the states, in their order.
    public Tensor rates(Tensor... derivatives) {
      Tensor all = Tensor.concatenate(derivatives);
      if (all.shape().size() != states.size()) {
        throw new IllegalArgumentException(all.shape().size() + " rates for the states " + states);
      }
      return all;
    }
  }

  /// Collects the parts of the equations.
  public static final class Builder {
    private final List<String> states;
    private final SequencedMap<String, Known> parameters = new LinkedHashMap<>();
    private final SequencedMap<String, Part> networks = new LinkedHashMap<>();
    private final SequencedMap<String, Known> initial = new LinkedHashMap<>();

    private Builder(List<String> states) {
      this.states = new ArrayList<>(states);
      if (states.isEmpty()) {
        throw new IllegalArgumentException("universal ode: no states");
      }
    }

    private Builder(UniversalOde ode) {
      this(ode.states);
      parameters.putAll(ode.parameters);
      networks.putAll(ode.networks);
      initial.putAll(ode.initial);
    }

    /// A parameter of any value.
    ///
    /// @param start its value before the fit
    public Builder parameter(String name, double start) {
      return parameter(name, start, ParameterRange.ANY);
    }

    /// A parameter that stays within `range`.
    ///
    /// @param start its value before the fit
    public Builder parameter(String name, double start, ParameterRange range) {
      requireNew(name);
      double unused = range.free(start);
      parameters.put(name, new Known(range, start));
      return this;
    }

    /// The initial value of a state as a parameter, in place of what the input says.
    ///
    /// @param start its value before the fit
    public Builder initial(String state, double start, ParameterRange range) {
      if (!states.contains(state) || initial.containsKey(state)) {
        throw new IllegalArgumentException(
            "universal ode: initial value of '" + state + "', the states left are " + left());
      }
      double unused = range.free(start);
      initial.put(state, new Known(range, start));
      return this;
    }

    private List<String> left() {
      return states.stream().filter(state -> !initial.containsKey(state)).toList();
    }

    /// A network.
    ///
    /// @param inputs how many numbers it takes
    /// @param layer from `[inputs]` to its outputs
    public Builder network(String name, int inputs, Layer layer) {
      requireNew(name);
      Shape unused = layer.outputShape(Shape.of(inputs));
      networks.put(name, new Part(inputs, layer));
      return this;
    }

    /// The equations and how they are solved.
    ///
    /// @param equations the derivatives of the states, from what [At] offers; traced, so it must
    ///   not branch on values
    public UniversalOde equations(SolvePlan plan, Function<At, Tensor> equations) {
      return new UniversalOde(this, equations, Chain.of(), Optional.empty(), plan);
    }

    private void requireNew(String name) {
      boolean reserved = name.equals(START) || name.equals(INITIAL);
      if (reserved || parameters.containsKey(name) || networks.containsKey(name)) {
        throw new IllegalArgumentException("universal ode: the name '" + name + "' is taken");
      }
    }
  }
}
