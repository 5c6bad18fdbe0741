package dev.odeon.cli.output;

/// What a solution cost.
///
/// @param evaluations evaluations of the equations
/// @param accepted accepted steps
/// @param rejected rejected steps
public record SolveCounts(long evaluations, long accepted, long rejected) {}
