package dev.odeon.adjoint;

import dev.odeon.nn.graph.CustomFunction;
import dev.odeon.nn.graph.CustomKernel;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A whole solve as a primitive: (initial state `[d]`, parameters) to the saved states `[m, d]`;
/// with events also to the state `[d]` and the time at the end, wherever that is. States are in the
/// precision of the field, the time is `f64`.
///
/// A lane that fails has NaN from the first save time that it did not reach; where lanes have save
/// times of their own, m is the number of the lane that has the most, and the others have NaN
/// beyond theirs. The derivative of the forward run is taken of the steps that it accepted.
public final class Solve implements CustomFunction {
  private final LaneIntegrator integrator;
  private final Sensitivity sensitivity;
  private final Optional<GradientExecutable> gradient;
  private final LastRun memory;
  private final LastRun completeMemory;
  private final AtomicReference<@Nullable AdjointReport> report = new AtomicReference<>();
  private final AtomicReference<@Nullable DiscreteAdjoint> adjoint = new AtomicReference<>();
  private final AtomicReference<@Nullable TangentSolve> tangents = new AtomicReference<>();

  /// A solve of `field` as `plan` says.
  public Solve(FieldGraph field, SolvePlan plan) {
    this(plan, plan.integrator(field));
  }

  private Solve(SolvePlan plan, LaneIntegrator integrator) {
    this(plan, integrator, GradientPlacement.of(integrator, plan.sensitivity(), plan.device()));
  }

  /// @param gradient what differentiates it elsewhere than on the processor
  Solve(SolvePlan plan, LaneIntegrator integrator, Optional<GradientExecutable> gradient) {
    this.integrator = integrator;
    this.gradient = gradient;
    sensitivity = plan.sensitivity();
    if (!(sensitivity instanceof Sensitivity.Discrete)) {
      requireDouble("gradients by " + sensitivity.getClass().getSimpleName());
    }
    memory =
        new LastRun(integrator, gradient.isPresent() ? Recording.NONE : sensitivity.recording());
    completeMemory = new LastRun(integrator, Recording.FULL);
  }

  /// The run that the last evaluation made: outcomes, counts, states.
  public Optional<LaneRun> lastRun() {
    return memory.last();
  }

  /// How the last gradient by an adjoint equation went; empty if there was none.
  public Optional<AdjointReport> lastAdjoint() {
    return Optional.ofNullable(report.get());
  }

  void report(AdjointReport of) {
    report.set(of);
  }

  /// The derivative of the accepted steps, derived when it is first asked for; runs from then on
  /// are recorded as suits it.
  ///
  /// @param bytes room for the record
  DiscreteAdjoint discrete(long bytes) {
    DiscreteAdjoint known = adjoint.get();
    if (known != null) {
      return known;
    }
    DiscreteAdjoint made = new DiscreteAdjoint(integrator);
    DiscreteAdjoint other = adjoint.compareAndExchange(null, made);
    if (other != null) {
      return other;
    }
    if (gradient.isEmpty()) {
      memory.record(made.recording(bytes));
    }
    return made;
  }

  /// Whether trajectories may end before the end of their span: then the state and the time at the
  /// end are results as well.
  boolean hasEnds() {
    return !integrator.plan().events().isEmpty();
  }

  LaneIntegrator integrator() {
    return integrator;
  }

  /// What differentiates it elsewhere than on the processor, if it is differentiated there.
  Optional<GradientExecutable> gradient() {
    return gradient;
  }

  LastRun memory() {
    return memory;
  }

  /// The run from `operands` with every step at hand.
  LaneRun completeRun(double[][] operands, int lanes) {
    LaneRun run = memory.look(operands, lanes);
    boolean isRecorded = run.records().size() == run.solution().lanes();
    return isRecorded && run.isComplete() ? run : completeMemory.look(operands, lanes);
  }

  /// The steps with a tangent, derived when second derivatives are first asked for.
  ///
  /// @throws IllegalArgumentException if there are none
  TangentSolve tangents() {
    requireDouble("second derivatives");
    TangentSolve known = tangents.get();
    if (known != null) {
      return known;
    }
    TangentSolve made = new TangentSolve(this);
    TangentSolve other = tangents.compareAndExchange(null, made);
    return other == null ? made : other;
  }

  private void requireDouble(String what) {
    FieldGraph field = integrator.steps().field();
    if (field.dtype() != DType.F64) {
      throw new IllegalArgumentException(
          "solve: "
              + what
              + " need a field of f64, '"
              + field.graph().name()
              + "' is of "
              + field.dtype().text());
    }
  }

  Sensitivity sensitivity() {
    return sensitivity;
  }

  @Override
  public String name() {
    return "solve";
  }

  @Override
  public List<ValueType> infer(List<ValueType> operands) {
    FieldGraph field = integrator.steps().field();
    List<ValueType> expected = new ArrayList<>();
    TensorType state = new TensorType(field.dtype(), Shape.of(field.dimension()));
    Scope scope = operands.isEmpty() ? Scope.SHARED : operands.getFirst().scope();
    expected.add(new ValueType(state, scope));
    expected.addAll(field.parameterTypes());
    boolean sharedWithLanes =
        scope == Scope.SHARED
            && field.parameterTypes().stream().anyMatch(p -> p.scope() == Scope.PER_LANE);
    if (!operands.equals(expected) || sharedWithLanes) {
      throw new IllegalArgumentException(
          "solve: operands "
              + operands
              + " are not the initial state and the parameters "
              + expected);
    }
    TensorType rows = state.withShape(Shape.of(integrator.saveAt().mostTimes(), field.dimension()));
    ValueType saved = new ValueType(rows, scope);
    if (!hasEnds()) {
      return List.of(saved);
    }
    return List.of(saved, new ValueType(state, scope), new ValueType(TensorType.f64(), scope));
  }

  @Override
  public CustomFunction vjp() {
    return new SolveVjp(this);
  }

  @Override
  public CustomFunction jvp() {
    requireDouble("derivatives forwards");
    if (!integrator.plan().method().isReversible()) {
      throw new IllegalArgumentException(
          "solve: steps of method '"
              + integrator.plan().method().name()
              + "' cannot be differentiated forwards; use reverse mode");
    }
    return new SolveJvp(this);
  }

  @Override
  public CustomKernel bind(List<ValueType> operands) {
    boolean lanes = operands.getFirst().scope() == Scope.PER_LANE;
    return (x, y, width) -> {
      LaneRun run = memory.look(x, lanes ? width : 1);
      run.solution().copyStates(integrator.saveAt().mostTimes(), y[0]);
      if (hasEnds()) {
        System.arraycopy(run.ends().states(), 0, y[1], 0, run.ends().states().length);
        System.arraycopy(run.ends().times(), 0, y[2], 0, run.ends().times().length);
      }
    };
  }
}
