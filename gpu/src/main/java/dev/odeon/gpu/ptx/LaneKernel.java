package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.List;

/// A graph as a kernel of its own: thread i evaluates lane i.
///
/// The kernel takes the number of lanes (`u32`), then the address of each input, then that of each
/// output, in global memory: `[element]` for a shared value, `[element][lane]` for a per-lane one,
/// in their own element types, truth values as bytes. Shared outputs are written by lane 0.
public final class LaneKernel {
  private LaneKernel() {}

  /// The kernel.
  ///
  /// @param name of the entry
  /// @throws IllegalArgumentException if the graph is no code for one lane, see [LaneBody#of]
  public static PtxKernel of(String name, Graph graph, LaunchBounds bounds) {
    LaneBody body = LaneBody.of(graph);
    PtxCode code = new PtxCode();
    PtxParameter lanes = PtxParameter.u32("lanes");
    List<PtxParameter> parameters = new ArrayList<>(List.of(lanes));
    LaneGrid grid = LaneGrid.open(code, lanes);
    List<LaneTensor> inputs = new ArrayList<>();
    for (int i = 0; i < graph.inputs().size(); i++) {
      PtxParameter pointer = PtxParameter.pointer("in" + i);
      parameters.add(pointer);
      inputs.add(grid.tensor(graph.inputs().get(i), pointer));
    }
    List<LaneTensor> outputs = body.emit(code, inputs);
    List<Integer> shared = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      parameters.add(PtxParameter.pointer("out" + i));
      if (graph.outputs().get(i).scope() == Scope.SHARED) {
        shared.add(i);
      } else {
        store(code, grid, graph.outputs().get(i), parameters.getLast(), outputs.get(i));
      }
    }
    if (!shared.isEmpty()) {
      code.exitIf(code.value(PtxType.PRED, "setp.ne.s32", grid.lane(), PtxImmediate.of(0)));
      int first = 1 + inputs.size();
      shared.forEach(
          i ->
              store(code, grid, graph.outputs().get(i), parameters.get(first + i), outputs.get(i)));
    }
    code.exit();
    return new PtxKernel(name, parameters, code, bounds);
  }

  private static void store(
      PtxCode code, LaneGrid grid, Value output, PtxParameter pointer, LaneTensor result) {
    MemoryTensor target = grid.tensor(output, pointer);
    DType dtype = target.dtype();
    target.fill(code, new RegisterTensor(dtype, new LoadedElements(code).all(result)));
  }
}
