package dev.odeon.nn.trace;

/// A condition under which a trace is the program that was traced: the answer that a
/// value-dependent branch got.
///
/// @param condition a scalar truth value of the trace; where it is false, the program would have
///   gone another way
/// @param where the line that branched, `Class.method(File.java:line)`
public record Guard(Tensor condition, String where) {}
