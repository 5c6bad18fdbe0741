/// Fit files as models: formulas become graphs, fitted numbers become one parameter vector.
@NullMarked
package dev.odeon.cli.model;

import org.jspecify.annotations.NullMarked;
