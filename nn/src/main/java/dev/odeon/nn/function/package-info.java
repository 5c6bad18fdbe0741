/// The elementary functions as graphs: each is expanded into operations that IEEE 754 defines to
/// the bit (`+ - * / sqrt fma`, comparison, selection, whole numbers and their bits), so every
/// machine that has those computes the same result.
///
/// Each function is written once, for both formats; only coefficients and the places of the fields
/// differ, see [FloatFormat]. All polynomials here are minimax fits of our own (the exchange
/// algorithm of Remez in 60 digits, coefficients then rounded to the format); each says what it
/// approximates, where, and how well.
@NullMarked
package dev.odeon.nn.function;

import org.jspecify.annotations.NullMarked;
