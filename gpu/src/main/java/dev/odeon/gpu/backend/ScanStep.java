package dev.odeon.gpu.backend;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.List;

/// [Op.Scan] led by the host: slices are parts of arrays, carries are handed on.
///
/// @param next what carries become
record ScanStep(
    List<Value> consts,
    List<Value> starts,
    List<Value> stacked,
    List<Value> results,
    List<Value> next,
    Op.Scan scan,
    Graph body)
    implements DeviceStep {

  static ScanStep of(Equation equation, Op.Scan scan, DeviceProgram.Builder program) {
    List<Value> operands = equation.operands();
    int first = scan.consts() + scan.carries();
    List<Value> consts = operands.subList(0, scan.consts());
    List<Value> carries = equation.results().subList(0, scan.carries());
    List<Value> stacked = operands.subList(first, operands.size());
    List<Value> starts =
        LevelScopes.starts(operands.subList(scan.consts(), first), carries, program);
    List<Value> passed = new ArrayList<>(consts);
    passed.addAll(carries);
    passed.addAll(stacked);
    Graph body = LevelScopes.of(scan.body(), passed, equation.results());
    program.inner(body);
    List<Value> next = carries.stream().map(y -> program.fresh(y.type(), y.scope())).toList();
    return new ScanStep(consts, starts, stacked, equation.results(), next, scan, body);
  }

  @Override
  public void run(DeviceState state) {
    DeviceState inner = state.inner(body);
    state.pass(consts, inner, body.inputs());
    for (int i = 0; i < scan.carries(); i++) {
      Value carry = results.get(i);
      state.copy(state.array(starts.get(i)), state.array(carry), state.bytes(carry));
      inner.set(body.inputs().get(scan.consts() + i), state.array(carry));
    }
    for (int step = 0; step < scan.length(); step++) {
      slice(state, inner, scan.order() == ScanOrder.FORWARD ? step : scan.length() - 1 - step);
    }
  }

  private void slice(DeviceState state, DeviceState inner, int index) {
    for (int i = 0; i < stacked.size(); i++) {
      Value part = body.inputs().get(scan.consts() + scan.carries() + i);
      long bytes = state.bytes(part);
      inner.set(part, state.array(stacked.get(i)).slice(index * bytes, bytes));
    }
    inner.run(state.lanes());
    for (int i = scan.carries(); i < results.size(); i++) {
      Value output = body.outputs().get(i);
      long bytes = state.bytes(output);
      state.copy(
          inner.array(output), state.array(results.get(i)).slice(index * bytes, bytes), bytes);
    }
    // A carry may be the next value of another: all are read before any is written.
    for (int i = 0; i < next.size(); i++) {
      Value output = body.outputs().get(i);
      state.copy(inner.array(output), state.array(next.get(i)), state.bytes(output));
    }
    for (int i = 0; i < next.size(); i++) {
      Value carry = results.get(i);
      state.copy(state.array(next.get(i)), state.array(carry), state.bytes(carry));
    }
  }
}
