package dev.odeon.ode.planted;

/// A planted fault: a name that says nothing.
public final class PlantedHelper {}
