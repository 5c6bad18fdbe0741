package dev.odeon.gpu.ensemble;

/// What a graph of a program reads: a variable of the thread, or an array that all threads share.
public sealed interface Operand permits Variable, Memory {}
