/// Equations written for Apache Commons Math 3, solved by Odeon.
@NullMarked
package dev.odeon.commonsmath;

import org.jspecify.annotations.NullMarked;
