package dev.odeon.gpu.backend;

import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.List;

/// [Op.While] led by the host: it runs until no lane's condition holds; a lane's carry is kept from
/// its first false on.
///
/// @param next what carries become
/// @param alive whether lanes go on
record WhileStep(
    List<Value> consts,
    List<Value> starts,
    List<Value> carries,
    List<Value> next,
    Graph condition,
    Graph body,
    Value alive)
    implements DeviceStep {

  static WhileStep of(Equation equation, Op.While loop, DeviceProgram.Builder program) {
    List<Value> carries = equation.results();
    List<Value> consts = equation.operands().subList(0, loop.consts());
    List<Value> starts =
        LevelScopes.starts(
            equation.operands().subList(loop.consts(), equation.operands().size()),
            carries,
            program);
    List<Value> passed = new ArrayList<>(consts);
    passed.addAll(carries);
    Graph condition = LevelScopes.of(loop.condition(), passed, loop.condition().outputs());
    Graph body = LevelScopes.of(loop.body(), passed, carries);
    program.inner(condition);
    program.inner(body);
    carries.forEach(y -> program.kernelOnce(MaskKernels.copy(y.type().dtype())));
    program.kernelOnce(MaskKernels.and());
    Scope scope = condition.outputs().getFirst().scope();
    Value alive = program.fresh(TensorType.scalar(DType.BOOL), scope);
    List<Value> next = carries.stream().map(y -> program.fresh(y.type(), y.scope())).toList();
    return new WhileStep(consts, starts, carries, next, condition, body, alive);
  }

  @Override
  public void run(DeviceState state) {
    DeviceState test = state.inner(condition);
    DeviceState work = state.inner(body);
    for (int i = 0; i < carries.size(); i++) {
      Value carry = carries.get(i);
      state.copy(state.array(starts.get(i)), state.array(carry), state.bytes(carry));
    }
    List<Value> passed = new ArrayList<>(consts);
    passed.addAll(carries);
    state.pass(passed, test, condition.inputs());
    state.pass(passed, work, body.inputs());
    state.array(alive).fill((byte) 1, state.stream());
    int width = alive.scope() == Scope.PER_LANE ? state.lanes() : 1;
    while (true) {
      test.run(state.lanes());
      DeviceMemory holds = test.array(condition.outputs().getFirst());
      MaskKernels.and(state, holds, state.array(alive), width);
      if (!state.any(alive, true)) {
        return;
      }
      step(state, work);
    }
  }

  private void step(DeviceState state, DeviceState work) {
    work.run(state.lanes());
    // A carry may be the next value of another: all are read before any is written.
    for (int i = 0; i < carries.size(); i++) {
      Value output = body.outputs().get(i);
      state.copy(work.array(output), state.array(next.get(i)), state.bytes(carries.get(i)));
    }
    for (int i = 0; i < carries.size(); i++) {
      Value carry = carries.get(i);
      DeviceMemory from = state.array(next.get(i));
      if (alive.scope() == Scope.PER_LANE) {
        MaskKernels.copy(state, state.array(alive), true, from, carry);
      } else {
        state.copy(from, state.array(carry), state.bytes(carry));
      }
    }
  }
}
