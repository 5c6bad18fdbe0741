package dev.odeon.ode.control;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What a law remembers of the accepted steps, each a scalar: logarithms of weighted errors, the
/// last first; then the size of the last step, 0 if there was none; then logarithms of ratios of a
/// size to the one before. The size is `f64`, logarithms are of the type of weighted errors.
///
/// @param logErrors as many as the law asks for
/// @param last the size of the last step, if the law asks for it
/// @param logRatios as many as the law asks for beside the one to be
record LawMemory(List<Tensor> logErrors, List<Tensor> last, List<Tensor> logRatios) {
  /// An error is not remembered as smaller than this.
  private static final double LEAST_LOG_ERROR = Math.log(1e-4);

  /// The type of each value.
  ///
  /// @param error that of weighted errors
  static List<DType> types(StepLaw law, DType error) {
    List<DType> types = new ArrayList<>();
    types.addAll(Collections.nCopies(errorCount(law), error));
    types.addAll(Collections.nCopies(sizeCount(law), DType.F64));
    types.addAll(Collections.nCopies(ratioCount(law), error));
    return types;
  }

  private static int errorCount(StepLaw law) {
    return switch (law) {
      case StepLaw.Filter filter -> filter.beta3() != 0 ? 2 : filter.beta2() != 0 ? 1 : 0;
      case StepLaw.Predictive _ -> 1;
    };
  }

  private static int sizeCount(StepLaw law) {
    return switch (law) {
      case StepLaw.Filter filter -> filter.alpha2() != 0 || filter.alpha3() != 0 ? 1 : 0;
      case StepLaw.Predictive _ -> 1;
    };
  }

  private static int ratioCount(StepLaw law) {
    return switch (law) {
      case StepLaw.Filter filter -> filter.alpha3() != 0 ? 1 : 0;
      case StepLaw.Predictive _ -> 0;
    };
  }

  static LawMemory of(StepLaw law, List<Tensor> values) {
    int size = errorCount(law);
    int ratios = size + sizeCount(law);
    return new LawMemory(
        values.subList(0, size),
        values.subList(size, ratios),
        values.subList(ratios, values.size()));
  }

  /// At a start a law that compares with the error before is given a small one, lest the first step
  /// grow at once; another is given an error that has no influence.
  ///
  /// @param like any tensor of the trace
  /// @param type of weighted errors
  static List<Tensor> begin(StepLaw law, Tensor like, DType type) {
    double error =
        switch (law) {
          case StepLaw.Filter filter -> filter.beta2() < 0 ? LEAST_LOG_ERROR : 0;
          case StepLaw.Predictive _ -> 0;
        };
    List<DType> types = types(law, type);
    List<Tensor> values = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      values.add(like.tracer().constant(types.get(i), i < errorCount(law) ? error : 0));
    }
    return values;
  }

  /// The size of a step to that of the last; 1 for the first.
  ///
  /// @param type of the result
  Tensor ratio(Tensor tried, DType type) {
    Tensor before = last.getFirst();
    return before
        .compare(Comparison.EQ, 0)
        .select(tried.scalar(1), tried.dividedBy(before))
        .in(type);
  }

  /// The memory after an accepted step.
  List<Tensor> after(Tensor error, Tensor tried) {
    List<Tensor> values = new ArrayList<>();
    if (!logErrors.isEmpty()) {
      Tensor log = ControlGraphs.logarithm(error);
      values.add(log.max(log.scalar(LEAST_LOG_ERROR)));
      values.addAll(logErrors.subList(0, logErrors.size() - 1));
    }
    if (!logRatios.isEmpty()) {
      values.add(tried);
      values.add(ratio(tried, error.dtype()).log());
    } else if (!last.isEmpty()) {
      values.add(tried);
    }
    return values;
  }
}
