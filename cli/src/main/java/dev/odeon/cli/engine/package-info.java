/// The work behind `odeon fit` and `odeon solve`: from a fit file to its results.
@NullMarked
package dev.odeon.cli.engine;

import org.jspecify.annotations.NullMarked;
