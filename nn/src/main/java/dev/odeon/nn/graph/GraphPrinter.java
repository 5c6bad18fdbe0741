package dev.odeon.nn.graph;

import java.util.List;

/// Writes graphs as text, in the grammar of this package; [GraphParser] reads it back to an equal
/// graph.
public final class GraphPrinter {
  private final StringBuilder out = new StringBuilder();
  private String indent = "";

  private GraphPrinter() {}

  /// The text of `graph`; deterministic, ends with a line end.
  public static String print(Graph graph) {
    GraphPrinter printer = new GraphPrinter();
    printer.graph(graph);
    return printer.out.append('\n').toString();
  }

  private void graph(Graph graph) {
    out.append("graph @").append(graph.name()).append('(');
    definitions(graph.inputs());
    out.append(") {\n");
    String outer = indent;
    indent = outer + "  ";
    for (Equation equation : graph.equations()) {
      out.append(indent);
      equation(equation);
      out.append('\n');
    }
    out.append(indent).append("return");
    uses(graph.outputs());
    indent = outer;
    out.append('\n').append(indent).append('}');
  }

  private void equation(Equation equation) {
    definitions(equation.results());
    if (!equation.results().isEmpty()) {
      out.append(" = ");
    }
    out.append(equation.op().name());
    uses(equation.operands());
    attributes(equation.op());
    if (!equation.origin().text().isEmpty()) {
      out.append(" from \"").append(GraphText.escape(equation.origin().text())).append('"');
    }
  }

  private void definitions(List<Value> values) {
    String separator = "";
    for (Value value : values) {
      out.append(separator).append(value);
      separator = ", ";
    }
  }

  private void uses(List<Value> values) {
    String separator = " %";
    for (Value value : values) {
      out.append(separator).append(value.id());
      separator = ", %";
    }
  }

  private void attributes(Op op) {
    switch (op) {
      case Op.Constant constant -> literal(constant.value());
      case Op.BitcastConvert bitcast -> words("to=" + bitcast.to().text());
      case Op.ShiftBits _,
          Op.Unary _,
          Op.Binary _,
          Op.Fma _,
          Op.Logical _,
          Op.Not _,
          Op.Select _,
          Op.Gather _,
          Op.LuFactor _,
          Op.ScatterAdd _,
          Op.LaneReduce _,
          Op.LaneBroadcast _,
          Op.StopGradient _ -> {}
      case Op.Compare compare -> words("direction=" + compare.direction());
      case Op.Convert convert -> words("to=" + convert.to().text());
      case Op.BroadcastInDim broadcast ->
          words("shape=[" + broadcast.shape() + "]", "axes=" + broadcast.axes());
      case Op.Reshape reshape -> words("shape=[" + reshape.shape() + "]");
      case Op.Transpose transpose -> words("permutation=" + transpose.permutation());
      case Op.Slice slice ->
          words("start=" + slice.start(), "limit=" + slice.limit(), "stride=" + slice.stride());
      case Op.Pad pad ->
          words("low=" + pad.low(), "high=" + pad.high(), "interior=" + pad.interior());
      case Op.Concatenate concatenate -> words("axis=" + concatenate.axis());
      case Op.Reverse reverse -> words("axes=" + reverse.axes());
      case Op.CumulativeSum sum -> words("axis=" + sum.axis());
      case Op.LuSolve solve -> words("form=" + solve.form());
      case Op.SparseLuFactor factor -> words(factor.elimination().text());
      case Op.SparseLuSolve solve -> words(solve.elimination().text(), "form=" + solve.form());
      case Op.Convolution convolution ->
          words(
              "stride=" + convolution.stride(),
              "low=" + convolution.low(),
              "high=" + convolution.high(),
              "input_dilation=" + convolution.inputDilation(),
              "kernel_dilation=" + convolution.kernelDilation(),
              "groups=" + convolution.groups());
      case Op.ReduceWindow reduce -> window("kind=" + reduce.kind().text() + ", ", reduce.window());
      case Op.ArgMaxWindow max -> window("", max.window());
      case Op.Reduce reduce -> words("kind=" + reduce.kind().text(), "axes=" + reduce.axes());
      case Op.DotGeneral dot ->
          words(
              "left_contracting=" + dot.leftContracting(),
              "right_contracting=" + dot.rightContracting(),
              "left_batch=" + dot.leftBatch(),
              "right_batch=" + dot.rightBatch());
      case Op.Cond cond -> {
        out.append(" {when_true=");
        graph(cond.whenTrue());
        out.append(", when_false=");
        graph(cond.whenFalse());
        out.append('}');
      }
      case Op.While loop -> {
        out.append(" {condition=");
        graph(loop.condition());
        out.append(", body=");
        graph(loop.body());
        out.append(", consts=").append(loop.consts()).append('}');
      }
      case Op.Scan scan -> {
        out.append(" {body=");
        graph(scan.body());
        out.append(", consts=").append(scan.consts()).append(", carries=").append(scan.carries());
        out.append(", length=")
            .append(scan.length())
            .append(", order=")
            .append(scan.order())
            .append('}');
      }
      case Op.Custom custom ->
          words("function=\"" + GraphText.escape(custom.function().name()) + "\"");
    }
  }

  private void window(String before, Window window) {
    words(
        before + "size=" + window.size(),
        "stride=" + window.stride(),
        "low=" + window.low(),
        "high=" + window.high());
  }

  private void words(String... attributes) {
    out.append(" {").append(String.join(", ", attributes)).append('}');
  }

  private void literal(Literal literal) {
    DType dtype = literal.type().dtype();
    if (literal.type().shape().rank() == 0) {
      out.append(' ').append(GraphText.spell(dtype, literal.get(0)));
      return;
    }
    out.append(" [");
    for (int i = 0; i < literal.size(); i++) {
      out.append(i == 0 ? "" : ", ").append(GraphText.spell(dtype, literal.get(i)));
    }
    out.append(']');
  }
}
