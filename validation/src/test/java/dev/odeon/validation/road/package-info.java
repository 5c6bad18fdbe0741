/// Every method on its road against closed forms, published values, and another library.
@NullMarked
package dev.odeon.validation.road;

import org.jspecify.annotations.NullMarked;
