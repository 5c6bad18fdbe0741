package dev.odeon.adjoint;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.rewrite.Prologue;

/// The backward sweep of a method whose attempts can keep what it needs of their stages.
///
/// @param values `(t, h, y, dy/dt, p)` to what is kept, per lane
/// @param step `(t, h, y, p, values, cotangents of y1, k_1, ..., k_s) -> (cotangents of y, p)`
record KeptStages(Graph values, Prologue step) {}
