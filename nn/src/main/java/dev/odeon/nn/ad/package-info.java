/// Differentiation of graphs into graphs: reverse and forward mode, one table of rules each.
@NullMarked
package dev.odeon.nn.ad;

import org.jspecify.annotations.NullMarked;
