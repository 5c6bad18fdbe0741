/// The intermediate representation: pure functions of one trajectory as lists of typed equations.
///
/// # Values and scopes
///
/// A [dev.odeon.nn.graph.Graph] describes **one** trajectory (lane). It is run for many at once, so
/// each [dev.odeon.nn.graph.Value] has a [dev.odeon.nn.graph.Scope]: a `lane` value has one copy a
/// lane (state, time, data), a `shared` value one copy for all (weights, constants, sums over
/// lanes). The batch is never part of a shape. A primitive of shared operands yields a shared
/// value; one per-lane operand makes the result per lane, and shared operands then stand for the
/// same number in every lane. Only `lane_reduce` leads back from `lane` to `shared`; it is the
/// derivative of that implicit repetition. A shared operand may stand for a per-lane input of a
/// sub-graph, never the other way round. Sub-graphs see nothing of the graph around them but their
/// operands.
///
/// # Text
///
/// [dev.odeon.nn.graph.GraphPrinter] writes this grammar and [dev.odeon.nn.graph.GraphParser] reads
/// it; what is printed parses to an equal graph. `*` repeats, `?` makes optional, `|` separates
/// alternatives; space, line ends and comments (`//` to the end of the line) separate tokens and
/// mean nothing else.
///
/// ```
/// graph      = "graph" "@" word "(" results? ")" "{" equation* "return" values? "}"
/// equation   = (results "=")? primitive ("from" string)?
/// results    = result ("," result)*
/// result     = value ":" type scope
/// values     = value ("," value)*
/// value      = "%" whole
/// type       = ("f32" | "f64" | "i32" | "i64" | "i1") ("[" shape? "]")?
/// scope      = "lane" | "shared"
/// shape      = whole ("x" whole)*                        one token, as in 2x50
/// primitive  = "constant" (number | "[" (number ("," number)*)? "]")
///            | word values? ("{" attribute ("," attribute)* "}")?
/// attribute  = word "=" (whole | word | string | list | graph)
/// list       = "[" ("-"? whole ("," "-"? whole)* | shape)? "]"
/// number     = decimal | "Infinity" | "-Infinity" | "NaN" | "0x" digit*16 | "true" | "false"
/// string     = '"' (character | "\" ('"' | "\" | "n" | "r" | "t" | "u" digit*4))* '"'
/// ```
///
/// A `digit` is hexadecimal. The word of a primitive is [dev.odeon.nn.graph.Op#name]; its
/// attributes are the components of the record of that primitive, all of them, in this order:
///
/// ```
/// compare           direction=LT
/// convert           to=f32
/// broadcast_in_dim  shape=[50x2], axes=[1]
/// reshape           shape=[100]
/// transpose         permutation=[1, 0]
/// slice             start=[0], limit=[5], stride=[2]
/// pad               low=[0], high=[0], interior=[1]
/// concatenate       axis=0
/// reverse           axes=[0, 1]
/// cumulative_sum    axis=0
/// reduce            kind=sum, axes=[0]
/// dot_general       left_contracting=[1], right_contracting=[0], left_batch=[], right_batch=[]
/// convolution       stride=[1], low=[-1], high=[1], input_dilation=[1], kernel_dilation=[1], groups=1
/// reduce_window     kind=max, size=[2], stride=[2], low=[0], high=[1]
/// arg_max_window    size=[2], stride=[2], low=[0], high=[1]
/// lu_solve          form=PLAIN
/// sparse_lu_factor  size=2, rows=[0, 1, 1], columns=[0, 0, 1], order=[0, 1]
/// sparse_lu_solve   size=2, rows=[0, 1, 1], columns=[0, 0, 1], order=[0, 1], form=PLAIN
/// cond              when_true=graph ..., when_false=graph ...
/// while             condition=graph ..., body=graph ..., consts=1
/// scan              body=graph ..., consts=1, carries=2, length=10, order=FORWARD
/// custom            function="name"
/// ```
///
/// Numbers are the shortest decimals that read back to the same bits; `0x` and the bits stand for a
/// NaN other than the canonical one. `f32` numbers are decimals of that precision. The elements of
/// a constant follow its type, row-major; a scalar stands without brackets. `from` gives the
/// [dev.odeon.nn.graph.Origin].
@NullMarked
package dev.odeon.nn.graph;

import org.jspecify.annotations.NullMarked;
