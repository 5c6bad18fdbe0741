package dev.odeon.ode.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An initial value problem `dy/dt = f(t, y, p)`, or `M dy/dt = f(t, y, p)` with a constant matrix
/// M, or `dy = f dt + g dW` with noise, `y(start) = y0`, for any number of trajectories (lanes) at
/// once.
///
/// Noise needs a seed and a number for each trajectory, which are parameters of the field; where
/// they are not given, the seed is 0 and trajectories count from 0.
///
/// Arrays are `[component][lane]` for per-lane data, `[element]` for shared parameters; they are
/// copied.
public final class OdeProblem {
  private final FieldGraph field;
  private final TimeSpan span;
  private final int lanes;
  private final double[] initial;
  private final List<double[]> parameters;
  private final List<Event> events;
  private final Stops stops;
  private final Optional<double[]> ends;

  private OdeProblem(
      FieldGraph field, TimeSpan span, int lanes, double[] initial, List<double[]> parameters) {
    this(
        field,
        span,
        lanes,
        initial.clone(),
        withPaths(field, lanes, parameters.stream().map(double[]::clone).toList()),
        List.of(),
        Stops.NONE,
        Optional.empty());
    check();
  }

  private OdeProblem(
      FieldGraph field,
      TimeSpan span,
      int lanes,
      double[] initial,
      List<double[]> parameters,
      List<Event> events,
      Stops stops,
      Optional<double[]> ends) {
    this.field = field;
    this.span = span;
    this.lanes = lanes;
    this.initial = initial;
    this.parameters = parameters;
    this.events = List.copyOf(events);
    this.stops = stops;
    this.ends = ends;
  }

  /// One trajectory of a field without parameters.
  ///
  /// @param initial the state at the start, as long as the field's state
  public static OdeProblem of(VectorField field, TimeSpan span, double... initial) {
    return of(FieldGraph.trace("field", field, initial.length), span, initial);
  }

  /// One trajectory.
  ///
  /// @param initial the state at the start, `[d]`
  /// @param parameters values in the order of the field's parameters
  public static OdeProblem of(
      FieldGraph field, TimeSpan span, double[] initial, double[]... parameters) {
    return new OdeProblem(field, span, 1, initial, List.of(parameters));
  }

  /// `lanes` trajectories.
  ///
  /// @param initial states at the start, `[d][lane]`
  /// @param parameters values in the order of the field's parameters, `[element]` if shared,
  ///   `[element][lane]` if per lane
  public static OdeProblem ensemble(
      FieldGraph field, TimeSpan span, int lanes, double[] initial, double[]... parameters) {
    return new OdeProblem(field, span, lanes, initial, List.of(parameters));
  }

  /// The same with these events, in this order where several occur at one time.
  public OdeProblem withEvents(Event... declared) {
    List<Event> all = List.of(declared);
    return new OdeProblem(field, span, lanes, initial, parameters, all, stops, ends);
  }

  /// The same with the mass matrix of `M dy/dt = f(t, y, p)`.
  ///
  /// Where the initial state does not satisfy the algebraic equations of a singular matrix, the
  /// solve moves it along what the matrix takes to zero until it does.
  ///
  /// @throws IllegalArgumentException if the matrix has another dimension
  public OdeProblem withMass(MassMatrix matrix) {
    FieldGraph massive = field.withMass(matrix);
    return new OdeProblem(massive, span, lanes, initial, parameters, events, stops, ends);
  }

  /// The same with times at which the field is known to jump.
  public OdeProblem withStops(double... times) {
    return withStops(Stops.at(times));
  }

  /// The same with times at which the field is known to jump.
  public OdeProblem withStops(Stops known) {
    return new OdeProblem(field, span, lanes, initial, parameters, events, known, ends);
  }

  /// The same with an end of its own for each lane, within the span.
  ///
  /// @throws IllegalArgumentException if there is not one a lane, or one is outside the span
  public OdeProblem withEnds(double... times) {
    if (times.length != lanes) {
      throw new IllegalArgumentException(times.length + " ends for " + lanes + " lanes");
    }
    for (int lane = 0; lane < lanes; lane++) {
      if (!span.contains(times[lane])) {
        throw new IllegalArgumentException(
            "end of lane "
                + lane
                + ", "
                + times[lane]
                + ", is outside the time span from "
                + span.start()
                + " to "
                + span.end());
      }
    }
    Optional<double[]> own = Optional.of(times.clone());
    return new OdeProblem(field, span, lanes, initial, parameters, events, stops, own);
  }

  /// The same with other noise: other seeds give independent paths, equal ones the same.
  ///
  /// @throws IllegalArgumentException if the field has no noise, or the seed is beyond 2^53
  public OdeProblem withSeed(long seed) {
    return withPaths(seed, 0);
  }

  /// The same with other noise.
  ///
  /// @param first number of the first trajectory; a trajectory's noise depends on its number and
  ///   the seed alone, so that parts of an ensemble can be solved one by one
  /// @throws IllegalArgumentException if the field has no noise, the seed is beyond 2^53 or a
  ///   number beyond 2^32 - 1
  public OdeProblem withPaths(long seed, long first) {
    List<double[]> values = new ArrayList<>(parameters);
    List<String> names = field.parameterNames();
    if (field.diffusion().isEmpty()) {
      throw new IllegalArgumentException(
          "seed " + seed + ": field '" + field.graph().name() + "' has no noise");
    }
    List<double[]> paths = Diffusion.paths(seed, first, lanes);
    values.set(names.indexOf(Diffusion.SEED), paths.getFirst());
    values.set(names.indexOf(Diffusion.TRAJECTORY), paths.getLast());
    return new OdeProblem(field, span, lanes, initial, values, events, stops, ends);
  }

  /// The values with those of the path behind them, if the field asks for these and they are not
  /// there.
  private static List<double[]> withPaths(FieldGraph field, int lanes, List<double[]> values) {
    int own = field.parameterNames().size() - 2;
    if (field.diffusion().isEmpty()
        || values.size() != own
        || field.parameterNames().indexOf(Diffusion.SEED) != own) {
      return values;
    }
    List<double[]> all = new ArrayList<>(values);
    all.addAll(Diffusion.paths(0, 0, lanes));
    return all;
  }

  private void check() {
    field.checkSizes(lanes, initial, parameters.toArray(double[][]::new));
    requireFinite("initial state", initial);
    for (int i = 0; i < parameters.size(); i++) {
      String name = field.parameterNames().get(i);
      requireFinite("parameter '" + name + "'", parameters.get(i));
      if (field.diffusion().isPresent() && Diffusion.isOfPath(name)) {
        Diffusion.checkPath(name, parameters.get(i));
      }
    }
  }

  private static void requireFinite(String what, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            what + " element " + i + " is " + values[i] + ", not finite");
      }
    }
  }

  /// The field.
  public FieldGraph field() {
    return field;
  }

  /// The interval of integration.
  public TimeSpan span() {
    return span;
  }

  /// Number of trajectories.
  public int lanes() {
    return lanes;
  }

  /// What may happen on the way.
  public List<Event> events() {
    return events;
  }

  /// Times at which the field is known to jump.
  public Stops stops() {
    return stops;
  }

  /// The end of lane `lane`.
  public double end(int lane) {
    return ends.map(own -> own[lane]).orElse(span.end());
  }

  /// The ends of all lanes, a copy.
  public double[] ends() {
    double[] all = new double[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      all[lane] = end(lane);
    }
    return all;
  }

  /// States at the start, `[d][lane]`, a copy.
  public double[] initial() {
    return initial.clone();
  }

  /// Parameter arrays, copies.
  public List<double[]> parameters() {
    List<double[]> copies = new ArrayList<>();
    parameters.forEach(values -> copies.add(values.clone()));
    return copies;
  }
}
