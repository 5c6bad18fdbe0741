/// The formulas of a fit file: abstract syntax, parser, printer, evaluation and the check of names.
///
/// ```
/// sum     = term { ("+" | "-") term }
/// term    = unary { ("*" | "/") unary }
/// unary   = ("-" | "+") unary | power
/// power   = primary [ ("^" | "**") unary ]            so -x^2 = -(x^2) and 2^3^2 = 2^(3^2)
/// primary = number | name | "(" sum ")"
///         | function "(" sum { "," sum } ")"
///         | network "(" sum { "," sum } ")" [ "[" integer "]" ]
/// ```
@NullMarked
package dev.odeon.cli.expression;

import org.jspecify.annotations.NullMarked;
