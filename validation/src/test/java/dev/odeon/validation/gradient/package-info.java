/// Published facts about gradients through solves, one class a source.
@NullMarked
package dev.odeon.validation.gradient;

import org.jspecify.annotations.NullMarked;
