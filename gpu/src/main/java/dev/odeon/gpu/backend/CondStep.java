package dev.odeon.gpu.backend;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.List;

/// [Op.Cond] led by the host: each branch runs if some lane takes it.
record CondStep(
    Value predicate, List<Value> arguments, List<Value> results, Graph whenTrue, Graph whenFalse)
    implements DeviceStep {

  static CondStep of(Equation equation, Op.Cond cond, DeviceProgram.Builder program) {
    List<Value> arguments = equation.operands().subList(1, equation.operands().size());
    Graph whenTrue = LevelScopes.of(cond.whenTrue(), arguments, equation.results());
    Graph whenFalse = LevelScopes.of(cond.whenFalse(), arguments, equation.results());
    program.inner(whenTrue);
    program.inner(whenFalse);
    equation.results().forEach(y -> program.kernelOnce(MaskKernels.copy(y.type().dtype())));
    return new CondStep(
        equation.operands().getFirst(), arguments, equation.results(), whenTrue, whenFalse);
  }

  @Override
  public void run(DeviceState state) {
    branch(state, whenTrue, true);
    branch(state, whenFalse, false);
  }

  private void branch(DeviceState state, Graph graph, boolean taken) {
    if (!state.any(predicate, taken)) {
      return;
    }
    DeviceState inner = state.inner(graph);
    state.pass(arguments, inner, graph.inputs());
    inner.run(state.lanes());
    for (int i = 0; i < results.size(); i++) {
      Value output = graph.outputs().get(i);
      Value result = results.get(i);
      if (predicate.scope() == Scope.PER_LANE) {
        MaskKernels.copy(state, state.array(predicate), taken, inner.array(output), result);
      } else {
        state.copy(inner.array(output), state.array(result), state.bytes(result));
      }
    }
  }
}
