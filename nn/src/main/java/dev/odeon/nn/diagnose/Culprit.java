package dev.odeon.nn.diagnose;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Value;
import java.util.Optional;

/// A number that is not finite although nothing that it was made of is.
///
/// @param maker the equation that made it; none for an input
/// @param value the value that holds it
/// @param index where, in the array of `value`
record Culprit(Optional<Equation> maker, Value value, int index) {}
