/// Parameters: one flat vector with named, shaped views, freezing by path, and files.
@NullMarked
package dev.odeon.nn.params;

import org.jspecify.annotations.NullMarked;
