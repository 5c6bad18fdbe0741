package dev.odeon.validation.precision;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Optional;

/// The library of CVODE, SUNDIALS 6 with indices of 64 bits as Debian builds it. A. Hindmarsh and
/// others, SUNDIALS: suite of nonlinear and differential/algebraic equation solvers, ACM
/// Transactions on Mathematical Software 31 (2005) 363-396.
final class Sundials {
  private static final String LIBRARY = "libsundials_cvode.so.6";
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Optional<SymbolLookup> SYMBOLS = lookup();
  private static final Optional<Sundials> INSTALLED = SYMBOLS.map(_ -> new Sundials());

  final MethodHandle createContext = of("SUNContext_Create", JAVA_INT, ADDRESS, ADDRESS);
  final MethodHandle freeContext = of("SUNContext_Free", JAVA_INT, ADDRESS);
  final MethodHandle newVector = of("N_VNew_Serial", ADDRESS, JAVA_LONG, ADDRESS);
  final MethodHandle dataOf = of("N_VGetArrayPointer", ADDRESS, ADDRESS);
  final MethodHandle freeVector = ofVoid("N_VDestroy", ADDRESS);
  final MethodHandle denseMatrix = of("SUNDenseMatrix", ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS);
  final MethodHandle freeMatrix = ofVoid("SUNMatDestroy", ADDRESS);
  final MethodHandle denseSolver = of("SUNLinSol_Dense", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  final MethodHandle bandMatrix =
      of("SUNBandMatrix", ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS);
  final MethodHandle bandSolver = of("SUNLinSol_Band", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  final MethodHandle freeSolver = of("SUNLinSolFree", JAVA_INT, ADDRESS);
  final MethodHandle fixedPoint =
      of("SUNNonlinSol_FixedPoint", ADDRESS, ADDRESS, JAVA_INT, ADDRESS);
  final MethodHandle freeIteration = of("SUNNonlinSolFree", JAVA_INT, ADDRESS);
  final MethodHandle create = of("CVodeCreate", ADDRESS, JAVA_INT, ADDRESS);
  final MethodHandle init = of("CVodeInit", JAVA_INT, ADDRESS, ADDRESS, JAVA_DOUBLE, ADDRESS);
  final MethodHandle silence = of("CVodeSetErrFile", JAVA_INT, ADDRESS, ADDRESS);
  final MethodHandle tolerances =
      of("CVodeSStolerances", JAVA_INT, ADDRESS, JAVA_DOUBLE, JAVA_DOUBLE);
  final MethodHandle maxSteps = of("CVodeSetMaxNumSteps", JAVA_INT, ADDRESS, JAVA_LONG);
  final MethodHandle stopTime = of("CVodeSetStopTime", JAVA_INT, ADDRESS, JAVA_DOUBLE);
  final MethodHandle useSolver = of("CVodeSetLinearSolver", JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
  final MethodHandle useIteration = of("CVodeSetNonlinearSolver", JAVA_INT, ADDRESS, ADDRESS);
  final MethodHandle integrate =
      of("CVode", JAVA_INT, ADDRESS, JAVA_DOUBLE, ADDRESS, ADDRESS, JAVA_INT);
  final MethodHandle evaluations = of("CVodeGetNumRhsEvals", JAVA_INT, ADDRESS, ADDRESS);
  final MethodHandle linearEvaluations = of("CVodeGetNumLinRhsEvals", JAVA_INT, ADDRESS, ADDRESS);
  final MethodHandle free = ofVoid("CVodeFree", ADDRESS);

  private Sundials() {}

  /// The library; empty if it is not installed.
  static Optional<Sundials> installed() {
    return INSTALLED;
  }

  @SuppressWarnings("restricted")
  private static Optional<SymbolLookup> lookup() {
    try {
      return Optional.of(SymbolLookup.libraryLookup(LIBRARY, Arena.global()));
    } catch (IllegalArgumentException | IllegalCallerException _) {
      return Optional.empty();
    }
  }

  /// A function pointer to `evaluate` of `field`, valid as long as `arena`.
  @SuppressWarnings("restricted")
  MemorySegment rightHandSide(CvodeField field, Arena arena) {
    MethodType type =
        MethodType.methodType(
            int.class, double.class, MemorySegment.class, MemorySegment.class, MemorySegment.class);
    try {
      MethodHandle evaluate =
          MethodHandles.lookup().findVirtual(CvodeField.class, "evaluate", type).bindTo(field);
      return LINKER.upcallStub(
          evaluate, FunctionDescriptor.of(JAVA_INT, JAVA_DOUBLE, ADDRESS, ADDRESS, ADDRESS), arena);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("CvodeField.evaluate", e);
    }
  }

  private static MethodHandle of(String name, MemoryLayout result, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.of(result, arguments));
  }

  private static MethodHandle ofVoid(String name, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.ofVoid(arguments));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    MemorySegment address =
        SYMBOLS
            .flatMap(symbols -> symbols.find(name))
            .orElseThrow(() -> new IllegalArgumentException(LIBRARY + " has no " + name));
    return LINKER.downcallHandle(address, descriptor);
  }

  /// Calls a function.
  static Object call(MethodHandle function, Object... arguments) {
    try {
      return function.invokeWithArguments(List.of(arguments));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
