package dev.odeon.ode.lanes;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.TracedEvents;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import dev.odeon.ode.step.EventGraphs;
import dev.odeon.ode.step.StepGraphs;
import dev.odeon.ode.step.Work;
import java.util.List;
import java.util.Optional;

/// What is integrated how, and the graphs that do it: shared by all blocks.
///
/// @param steps the graphs of single steps
/// @param events what may happen on the way
/// @param carry what one attempt hands to the next
/// @param start see [StepGraphs#start]
/// @param attempt see [Attempt]
/// @param refinement `(t, h, y, p, dense) -> extra`, for steps with a save time inside, if attempts
///   do not leave all that the interpolant needs
/// @param interpolant `(theta, h, y, dense) -> y`
/// @param observed `(t, y, p) -> the quantity kept`, if that is not the state
public record LaneProgram(
    LanePlan plan,
    StepGraphs steps,
    TracedEvents events,
    Carry carry,
    Graph start,
    Graph attempt,
    Optional<Graph> refinement,
    Graph interpolant,
    Optional<Graph> observed) {
  /// Traces all graphs.
  ///
  /// @throws IllegalArgumentException if an event or an observed quantity does not fit the field
  public static LaneProgram of(LanePlan plan) {
    StepGraphs steps = new StepGraphs(plan.field(), plan.method());
    return of(plan, steps, TracedEvents.of(plan.field(), plan.events()));
  }

  /// The same with a tangent that the steps carry along.
  LaneProgram withTangent(TracedEvents withTangents) {
    return of(plan, steps.withTangent(), withTangents);
  }

  private static LaneProgram of(LanePlan plan, StepGraphs steps, TracedEvents events) {
    StepControl control = plan.control();
    Optional<Graph> observed = observed(plan);
    if (events.isEmpty()) {
      Attempt.Detail detail = detail(plan.span(), plan.saveAt());
      return new LaneProgram(
          plan,
          steps,
          events,
          steps.carry(control),
          steps.start(control),
          steps.attempt(control, detail),
          detail == Attempt.Detail.DENSE ? steps.refinement() : Optional.empty(),
          steps.interpolant(),
          observed);
    }
    EventGraphs watching = new EventGraphs(steps, events);
    return new LaneProgram(
        plan,
        steps,
        events,
        watching.carry(control),
        watching.start(control),
        watching.attempt(control),
        Optional.empty(),
        steps.interpolant(),
        observed);
  }

  /// The quantity kept, if that is not the state.
  static Optional<Graph> observed(LanePlan plan) {
    Optional<Graph> observed =
        plan.saveAt()
            .observed()
            .map(quantity -> plan.field().companion("observed", List.of(quantity)));
    observed.ifPresent(LaneProgram::checkObserved);
    return observed;
  }

  private static void checkObserved(Graph graph) {
    if (graph.outputs().getFirst().type().shape().rank() > 1) {
      throw new IllegalArgumentException(
          "observed quantity of shape ["
              + graph.outputs().getFirst().type().shape()
              + "] is neither a vector nor a scalar");
    }
  }

  private static Attempt.Detail detail(TimeSpan span, SaveAt saveAt) {
    if (saveAt.isDense()) {
      return Attempt.Detail.REFINED;
    }
    return wantsInside(span, saveAt) ? Attempt.Detail.DENSE : Attempt.Detail.NONE;
  }

  private static boolean wantsInside(TimeSpan span, SaveAt saveAt) {
    if (saveAt.lanesWithOwnTimes() > 0) {
      return true;
    }
    double[] times = saveAt.isShared() ? saveAt.toArray() : new double[0];
    for (double time : times) {
      if (time != span.start() && time != span.end()) {
        return true;
      }
    }
    return false;
  }

  /// Checks that a block of `columns` lanes has room.
  ///
  /// @throws IllegalArgumentException if its arrays alone take more than all memory
  void checkMemory(int columns) {
    double numbers = 0;
    double largest = 0;
    for (Graph graph : List.of(start, attempt)) {
      for (List<Value> values : List.of(graph.inputs(), graph.outputs())) {
        for (Value value : values) {
          // What lanes share is the caller's array.
          if (value.scope() == Scope.PER_LANE) {
            numbers += value.type().size();
            largest = Math.max(largest, value.type().size());
          }
        }
      }
    }
    double bytes = 8 * numbers * columns;
    if (largest * columns > Integer.MAX_VALUE || bytes > Runtime.getRuntime().maxMemory()) {
      throw new IllegalArgumentException(
          "dimension "
              + steps.field().dimension()
              + ": "
              + columns
              + " lanes at a time by '"
              + plan.method().name()
              + "' take "
              + Math.round(bytes / (1 << 20))
              + " MB at least, the heap has "
              + (Runtime.getRuntime().maxMemory() >> 20));
    }
  }

  /// How the sizes of steps are chosen.
  public StepControl control() {
    return plan.control();
  }

  /// The interval of integration.
  public TimeSpan span() {
    return plan.span();
  }

  /// What is kept.
  public SaveAt saveAt() {
    return plan.saveAt();
  }

  /// Length of what is kept at each time.
  public int savedDimension() {
    return observed
        .map(graph -> graph.outputs().getFirst().type().size())
        .orElse(steps.field().dimension());
  }

  /// Whether [#attempt] leaves what the interpolant needs.
  public boolean leavesDense() {
    return attempt.outputs().size() >= carry.size() + denseStart();
  }

  /// An attempt that leaves all that it computed.
  public Graph detailedAttempt() {
    return events.isEmpty() ? steps.attempt(control(), Attempt.Detail.REFINED) : attempt;
  }

  /// Index of the first value for the interpolant among the outputs after the carry.
  public int denseStart() {
    return Attempt.FLAGS + steps.field().guards().size() + 1;
  }

  /// What a start costs.
  public Work.Constant workAtStart() {
    boolean guesses =
        control() instanceof StepControl.Adaptive adaptive
            && adaptive.initialStep().isEmpty()
            && span().length() != 0;
    return new Work.Constant(guesses ? 2 : 1, 0, 0);
  }
}
