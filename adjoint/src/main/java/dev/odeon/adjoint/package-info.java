/// Gradients through solves: one sensitivity a file, all on the record of the same forward run.
@NullMarked
package dev.odeon.adjoint;

import org.jspecify.annotations.NullMarked;
