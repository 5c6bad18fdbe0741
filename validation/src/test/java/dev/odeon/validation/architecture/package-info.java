/// The rules of the house, as tests: who may use whom, and which checks every build runs.
@NullMarked
package dev.odeon.validation.architecture;

import org.jspecify.annotations.NullMarked;
