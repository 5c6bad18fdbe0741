package dev.odeon.ode.lanes;

/// Steps that follow each other without anything from outside: from the start, a stop, a change of
/// state by an event, or a save time at which a step had to end.
///
/// @param firstStep the first of its steps
/// @param stop the time at which its steps are to end
/// @param begin what is carried into its first step, as a row of the record; empty if it just goes
///   on
@SuppressWarnings("ArrayRecordComponent") // never compared
record Stretch(int firstStep, double stop, double[] begin) {}
