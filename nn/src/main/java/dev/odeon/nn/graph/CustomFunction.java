package dev.odeon.nn.graph;

import java.util.List;

/// A primitive whose rules come from outside the graph: a whole solve, or a user's own function.
///
/// Its derivatives are again custom functions, so derivatives of any order exist as long as each
/// can be differentiated. Implementations are compared by `equals` when graphs are simplified: two
/// equal functions of equal operands are one.
public interface CustomFunction {
  /// The name in graph text, a word.
  String name();

  /// Types and scopes of the results for operands of the given types and scopes.
  ///
  /// @throws IllegalArgumentException if the operands do not fit; the message names the operand
  List<ValueType> infer(List<ValueType> operands);

  /// The function (operands, cotangents of the results) to cotangents of the operands, one each, in
  /// their types. That of a shared operand may be shared, or per lane; then it is summed over
  /// lanes.
  CustomFunction vjp();

  /// The function (operands, tangents of the operands) to tangents of the results.
  CustomFunction jvp();

  /// A fresh instance that evaluates this function, with whatever working memory it needs; used by
  /// one thread.
  CustomKernel bind(List<ValueType> operands);
}
