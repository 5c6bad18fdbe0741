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

  private final List<String> states;
  private final SequencedMap<String, Known> parameters;
  private final SequencedMap<String, Part> networks;
  private final Function<At, Tensor> equations;
  private final Layer start;
  private final SolvePlan plan;

  /// A parameter of the equations.
  private record Known(ParameterRange range, double start) {}

  /// A network and the length of its input.
  private record Part(int inputs, Layer layer) {}

  private UniversalOde(
      Builder builder, Function<At, Tensor> equations, Layer start, SolvePlan plan) {
    states = List.copyOf(builder.states);
    parameters = new LinkedHashMap<>(builder.parameters);
    networks = new LinkedHashMap<>(builder.networks);
    this.equations = equations;
    this.start = start;
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
    return new UniversalOde(new Builder(this), equations, start, other);
  }

  /// The same with a layer from the input to the initial state: such as
  /// [dev.odeon.nn.layer.Learned], for an initial state that is fitted. Its parameters lie under
  /// `start`.
  public UniversalOde startingFrom(Layer layer) {
    return new UniversalOde(new Builder(this), equations, layer, plan);
  }

  /// The values of the named parameters in `fitted`.
  public Map<String, Double> values(ParameterVector fitted) {
    Map<String, Double> values = new LinkedHashMap<>();
    parameters.forEach(
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
    parameters.forEach(
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
    return Shape.of(plan.saveAt().count(), states.size());
  }

  @Override
  public Tensor apply(Parameters p, Tensor input) {
    outputShape(input.shape());
    SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : parameters(input.shape()).entries()) {
      if (!entry.path().startsWith(START + ".")) {
        needed.put(entry.path(), p.get(entry.path()));
      }
    }
    Tensor initial = start.apply(p.at(START), input);
    return TracedSolve.of(
            "universal_ode", (t, y, q) -> equations.apply(new At(t, y, q)), plan, initial, needed)
        .states();
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
      return new UniversalOde(this, equations, Chain.of(), plan);
    }

    private void requireNew(String name) {
      if (name.equals(START) || parameters.containsKey(name) || networks.containsKey(name)) {
        throw new IllegalArgumentException("universal ode: the name '" + name + "' is taken");
      }
    }
  }
}
