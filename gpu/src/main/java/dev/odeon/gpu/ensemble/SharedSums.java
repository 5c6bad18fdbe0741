package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Graph;
import java.util.ArrayList;
import java.util.List;

/// Writes how the threads of a block of 64 lanes add up what each has for the shared parameters.
///
/// @param sums where the sums go, `[block][element]`
record SharedSums(ProgramBuilder code, BackwardLane lane, Memory sums) {
  /// Adds up `summed`, each lane in the place of `column`, and adds what `after` makes of it to the
  /// cotangents of the shared parameters.
  ///
  /// @param found what `after` reads after the shared parameters
  void add(Graph after, List<Variable> summed, Variable column, List<Memory> found) {
    int size = summed.stream().mapToInt(sum -> sum.type().size()).sum();
    Variable at = code.let(x -> x.of(lane.block()).times(size));
    code.sum(summed, column, sums, at);
    Variable isFirst = code.let(x -> x.of(lane.thread()).compare(Comparison.EQ, 0));
    code.when(isFirst, () -> accumulate(after, summed, at, found));
  }

  /// One thread adds what the sums mean for the shared parameters.
  private void accumulate(Graph after, List<Variable> summed, Variable at, List<Memory> found) {
    List<Operand> operands = new ArrayList<>();
    int offset = 0;
    for (Variable sum : summed) {
      double from = offset;
      Variable place = code.let(x -> x.of(at).plus(from));
      operands.add(new Region(sums, place));
      offset += sum.type().size();
    }
    operands.addAll(lane.sharedParameters());
    operands.addAll(found);
    List<Variable> parts = code.apply(after, operands);
    Variable one = code.let(x -> x.number(1));
    int all = parts.stream().mapToInt(part -> part.type().size()).sum();
    int before = 0;
    for (Variable part : parts) {
      double from = before;
      Variable place = code.let(x -> x.of(lane.block()).times(all).plus(from));
      Variable known = code.variable(part.type());
      code.load(known, lane.memory().shared(), place, one);
      code.set(known, x -> x.of(known).plus(x.of(part)));
      code.store(known, lane.memory().shared(), place, one);
      before += part.type().size();
    }
  }
}
