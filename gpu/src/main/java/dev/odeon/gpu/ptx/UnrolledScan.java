package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.ScanOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A short scan, its body once a step.
record UnrolledScan(PtxCode code, Op.Scan scan, List<LaneTensor> operands) {
  List<LaneTensor> results(Equation equation) {
    int first = scan.consts() + scan.carries();
    LoadedElements elements = new LoadedElements(code);
    List<LaneTensor> carries = List.copyOf(operands.subList(scan.consts(), first));
    List<PtxOperand[]> stacked = new ArrayList<>();
    for (int i = scan.carries(); i < equation.results().size(); i++) {
      stacked.add(new PtxOperand[equation.results().get(i).type().size()]);
    }
    for (int step = 0; step < scan.length(); step++) {
      int index = scan.order() == ScanOrder.FORWARD ? step : scan.length() - 1 - step;
      List<LaneTensor> arguments = new ArrayList<>(operands.subList(0, scan.consts()));
      arguments.addAll(carries);
      for (LaneTensor slices : operands.subList(first, operands.size())) {
        int size = slices.size() / scan.length();
        arguments.add(part(elements.all(slices), slices, index * size, size));
      }
      List<LaneTensor> outputs = EquationCode.of(scan.body(), code, arguments);
      for (int i = 0; i < stacked.size(); i++) {
        List<PtxOperand> part = outputs.get(scan.carries() + i).elements(code);
        for (int e = 0; e < part.size(); e++) {
          stacked.get(i)[index * part.size() + e] = part.get(e);
        }
      }
      carries = List.copyOf(outputs.subList(0, scan.carries()));
    }
    List<LaneTensor> results = new ArrayList<>(carries);
    for (int i = 0; i < stacked.size(); i++) {
      results.add(
          new RegisterTensor(
              equation.results().get(scan.carries() + i).type().dtype(),
              Arrays.asList(stacked.get(i))));
    }
    return results;
  }

  private static RegisterTensor part(
      List<PtxOperand> elements, LaneTensor whole, int from, int size) {
    return new RegisterTensor(whole.dtype(), elements.subList(from, from + size));
  }
}
