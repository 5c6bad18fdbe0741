package dev.odeon.ode.solution;

/// How the integration of one trajectory ended. Every failure says what to change.
public sealed interface Outcome {
  /// One sentence: what happened.
  String message();

  /// One sentence: what to change; empty for success.
  String remedy();

  /// Whether the trajectory ended as planned: at the end of its time span, or at an event that ends
  /// it.
  default boolean isSuccess() {
    return this instanceof Success || this instanceof EventStop;
  }

  /// The end of the time span was reached.
  record Success() implements Outcome {
    @Override
    public String message() {
      return "success";
    }

    @Override
    public String remedy() {
      return "";
    }
  }

  /// Event `event` ended the trajectory at time `t`, as it was to do.
  record EventStop(double t, String event) implements Outcome {
    @Override
    public String message() {
      return "event '" + event + "' ended it at t = " + t;
    }

    @Override
    public String remedy() {
      return "";
    }
  }

  /// Events occurred too often: `count` times in all, or without time advancing in between, the
  /// last at time `t`.
  record EventChatter(double t, String event, long count) implements Outcome {
    @Override
    public String message() {
      return "event '" + event + "' occurred again at t = " + t + ", after " + count + " others";
    }

    @Override
    public String remedy() {
      return "end the trajectory at an occurrence, let the change of state lead away from the"
                 + " event, or raise the limit of occurrences";
    }
  }

  /// The function of event `event`, or the state after its change, was NaN just after time `t`.
  record EventFailed(double t, String event) implements Outcome {
    @Override
    public String message() {
      return "the function of event '" + event + "' or its change is NaN just after t = " + t;
    }

    @Override
    public String remedy() {
      return "check the domain of the functions (log, sqrt, division) in the event there";
    }
  }

  /// The limit of evaluations of the field was reached at time `t`.
  record MaxEvaluations(long evaluations, double t) implements Outcome {
    @Override
    public String message() {
      return "stopped at t = " + t + " after " + evaluations + " evaluations of the field";
    }

    @Override
    public String remedy() {
      return "raise the limit of evaluations, loosen the tolerances, or use an implicit method if"
                 + " the problem is stiff";
    }
  }

  /// The deadline passed when the trajectory was at time `t`.
  record Deadline(double t) implements Outcome {
    @Override
    public String message() {
      return "the deadline passed at t = " + t;
    }

    @Override
    public String remedy() {
      return "allow more time, loosen the tolerances, or end the span earlier";
    }
  }

  /// The limit of steps was reached at time `t`.
  record MaxSteps(long steps, double t, double h) implements Outcome {
    @Override
    public String message() {
      return "stopped at t = "
          + t
          + " after the limit of "
          + steps
          + " steps, the last of size "
          + h;
    }

    @Override
    public String remedy() {
      return "raise maxSteps or loosen the tolerances; if steps stay far smaller than the"
                 + " solution's features, the problem is stiff and needs an implicit method";
    }
  }

  /// The step size fell to `h`, below the limit `minStep` or what time can resolve, at time `t`.
  ///
  /// @param minStep the limit that was set; 0 if there was none
  record StepUnderflow(double t, double h, double minStep) implements Outcome {
    /// Without a limit.
    public StepUnderflow(double t, double h) {
      this(t, h, 0);
    }

    @Override
    public String message() {
      String size = "step size " + h + " at t = " + t;
      return Math.abs(h) < minStep
          ? size + " is below minStep " + minStep
          : size + " is too small to advance time";
    }

    @Override
    public String remedy() {
      return Math.abs(h) < minStep ? LOWER : SOFTEN;
    }

    private static final String LOWER =
        "lower minStep or loosen the tolerances; if smaller steps do not help, the solution may"
            + " blow up or be discontinuous there";

    private static final String SOFTEN =
        "the solution may blow up or be discontinuous there: end before it, loosen the tolerances,"
            + " or check the parameters";
  }

  /// The equations of an implicit step from time `t` could not be solved, down to a step of size
  /// `h`: the iteration did not converge, or the matrix was singular or not finite.
  record SolveFailed(double t, double h) implements Outcome {
    @Override
    public String message() {
      return "the equations of a step from t = "
          + t
          + " could not be solved, down to a step of size "
          + h;
    }

    @Override
    public String remedy() {
      return "check that the derivative of the field is finite and continuous there; else loosen"
                 + " the tolerances or use an explicit method";
    }
  }

  /// No state that satisfies the algebraic equations was found near the given one at time `t`,
  /// where the trajectory was to begin or to go on.
  record InconsistentStart(double t) implements Outcome {
    @Override
    public String message() {
      return "no state near the given one satisfies the algebraic equations at t = " + t;
    }

    @Override
    public String remedy() {
      return "give a state nearer to one that does; if none helps, the equations do not determine"
                 + " the components without a derivative: the problem has an index above 1";
    }
  }

  /// The derivative or the state was NaN or infinite just after time `t`; `component` is the first
  /// such component.
  record NonFinite(double t, int component) implements Outcome {
    @Override
    public String message() {
      return "component "
          + component
          + " of the state or its derivative is NaN or infinite just after t = "
          + t;
    }

    @Override
    public String remedy() {
      return "check the domain of the functions in the field (log, sqrt, division) and the"
                 + " parameters there";
    }
  }

  /// Just after time `t` the field branched another way than in its trace; `where` is the line that
  /// did, `Class.method(File.java:line)`.
  record TraceDiverged(double t, String where) implements Outcome {
    @Override
    public String message() {
      return "the field branches at "
          + where
          + " another way than in its trace, just after t = "
          + t;
    }

    @Override
    public String remedy() {
      return "trace it with a sample on this side of the branch, end the span before it, or write"
                 + " the branch as arithmetic (abs, sign, copySign)";
    }
  }

  /// The thread was interrupted at time `t`.
  record Cancelled(double t) implements Outcome {
    @Override
    public String message() {
      return "cancelled at t = " + t;
    }

    @Override
    public String remedy() {
      return "run again to get the rest";
    }
  }

  /// The field threw an exception at time `t`.
  ///
  /// @param cause the exception, the line that threw it, and the state
  record FieldFailed(double t, String cause) implements Outcome {
    @Override
    public String message() {
      return "the field failed at t = " + t + ": " + cause;
    }

    @Override
    public String remedy() {
      return "make the field defined on all states that a step may try, or end the span earlier";
    }
  }
}
