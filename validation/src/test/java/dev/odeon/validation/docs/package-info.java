/// What the documentation says, checked: its code compiles, its files parse, its links lead
/// somewhere.
@NullMarked
package dev.odeon.validation.docs;

import org.jspecify.annotations.NullMarked;
