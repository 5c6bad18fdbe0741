package dev.odeon.gpu.ensemble;

/// The arrays of a way back through events.
///
/// @param first number of the first occurrence of each lane, `[n]`
/// @param occurrences lane after lane, in their order: event, time, state before, `[2 + d]` each
/// @param endStates cotangents of the states at the ends, `[d][n]`
/// @param endTimes cotangents of the times of the ends, `[n]`
/// @param votes how many lanes of each block agree, `[block]`
/// @param sums of one jump, `[block][element]`
record EventMemory(
    Memory first,
    Memory occurrences,
    Memory endStates,
    Memory endTimes,
    Memory votes,
    Memory sums) {
  static EventMemory of(ProgramBuilder code) {
    return new EventMemory(
        code.memory("first", Memory.Use.READ),
        code.memory("occurrences", Memory.Use.READ),
        code.memory("endStates", Memory.Use.READ),
        code.memory("endTimes", Memory.Use.READ),
        code.memory("votes", Memory.Use.WRITTEN),
        code.memory("jumpSums", Memory.Use.WRITTEN));
  }
}
