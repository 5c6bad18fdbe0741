package dev.odeon.ode.lanes;

/// Where the steps of a trajectory do not simply follow each other.
///
/// @param step the last step before it
/// @param end the time at which that step ended, which the next may not begin at exactly
/// @param occurrences how many occurrences of events the trajectory had up to there
/// @param isCut whether events cut the step short: its state at `end` is that of the interpolant
public record StepBreak(int step, double end, int occurrences, boolean isCut) {}
