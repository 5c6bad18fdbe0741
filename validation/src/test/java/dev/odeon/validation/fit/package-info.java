/// Whole fits, measured by how well they end.
@NullMarked
package dev.odeon.validation.fit;

import org.jspecify.annotations.NullMarked;
