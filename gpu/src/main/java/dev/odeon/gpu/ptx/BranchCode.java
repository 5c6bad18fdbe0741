package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.List;

/// Code of [Op.Cond]: a lane runs the branch that it takes.
record BranchCode(PtxCode code) {
  List<LaneTensor> cond(Equation equation, Op.Cond cond, List<LaneTensor> operands) {
    List<LaneTensor> arguments = operands.subList(1, operands.size());
    PtxOperand predicate = operands.getFirst().element(code, 0);
    if (predicate instanceof PtxImmediate known) {
      return EquationCode.of(
          known.bits() != 0 ? cond.whenTrue() : cond.whenFalse(), code, arguments);
    }
    List<List<PtxRegister>> results =
        equation.results().stream().map(value -> Variables.fresh(code, value)).toList();
    PtxLabel otherwise = code.label();
    PtxLabel end = code.label();
    code.branchUnless(code.inRegister(predicate), otherwise);
    branch(cond.whenTrue(), arguments, results);
    code.branch(end);
    code.place(otherwise);
    branch(cond.whenFalse(), arguments, results);
    code.place(end);
    List<LaneTensor> tensors = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      Value value = equation.results().get(i);
      tensors.add(new RegisterTensor(value.type().dtype(), results.get(i)));
    }
    return tensors;
  }

  private void branch(Graph graph, List<LaneTensor> arguments, List<List<PtxRegister>> results) {
    code.scoped(
        () -> {
          List<LaneTensor> outputs = EquationCode.of(graph, code, arguments);
          LoadedElements elements = new LoadedElements(code);
          for (int i = 0; i < outputs.size(); i++) {
            for (int e = 0; e < results.get(i).size(); e++) {
              code.assign(results.get(i).get(e), elements.get(outputs.get(i), e));
            }
          }
        });
  }
}
