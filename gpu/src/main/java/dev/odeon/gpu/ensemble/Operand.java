package dev.odeon.gpu.ensemble;

/// What a graph of a program reads: a variable of the thread, or an array, or a part of one, that
/// all threads see.
public sealed interface Operand permits Variable, Memory, Region {}
