package dev.odeon.gpu.tile;

import dev.odeon.gpu.ensemble.KernelArrays;
import dev.odeon.gpu.ensemble.Memory;
import dev.odeon.gpu.ensemble.Operand;
import dev.odeon.gpu.ensemble.Region;
import dev.odeon.gpu.ensemble.Statement;
import dev.odeon.gpu.ensemble.ThreadProgram;
import dev.odeon.gpu.ensemble.Variable;
import dev.odeon.gpu.ptx.LaneBody;
import dev.odeon.gpu.ptx.LaunchBounds;
import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxKernel;
import dev.odeon.gpu.ptx.PtxLabel;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxParameter;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxSpace;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.gpu.ptx.RegisterTensor;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// A program for threads as a kernel for blocks of threads: what the program has one thread do, the
/// threads of a column do together. Its parameters are those of a `ThreadKernel`.
///
/// Threads of a block take branches and loops together as far as they wait for each other in them:
/// as long as any column goes on, all do, and a mask says which columns keep the results.
final class TileKernel {

  /// A quarter of the columns of a tile are several.
  private static final int SEVERAL = 4;

  private final TileThreads threads;
  private final PtxCode code;
  private final SharedPool pool;
  private final ResidentWeights resident;
  private final SpreadCode spread;
  private final IdentityHashMap<Graph, Graph> expanded;
  private final Map<Variable, TileTensor> variables = new HashMap<>();
  private final KernelArrays arrays;

  private TileKernel(
      TileThreads threads, ResidentWeights resident, IdentityHashMap<Graph, Graph> expanded) {
    this.threads = threads;
    this.resident = resident;
    this.expanded = expanded;
    code = threads.code();
    spread = new SpreadCode(threads);
    pool = new SharedPool(code, resident.bytes());
    arrays = new KernelArrays(code, index -> registers(variable(index)).getFirst());
  }

  /// A kernel and the shared memory that a launch must give it.
  ///
  /// @param weights bytes of it that hold weights for the whole kernel; 0 if they come in slabs
  record Written(PtxKernel kernel, int sharedBytes, int weights) {}

  /// Writes the kernel.
  ///
  /// @param room bytes of shared memory that a block may have; weights stay there if they fit
  /// @return empty if it needs more shared memory
  static Optional<Written> of(ThreadProgram program, TileShape shape, int room) {
    IdentityHashMap<Graph, Graph> expanded = new IdentityHashMap<>();
    ResidentWeights slabs = ResidentWeights.none();
    Written streaming = write(program, shape, slabs, expanded);
    if (slabs.wereAsked()) {
      ResidentWeights all = slabs.all();
      if (all.bytes() < room) {
        Written staying = write(program, shape, all, expanded);
        if (staying.sharedBytes() <= room) {
          return Optional.of(staying);
        }
      }
    }
    return streaming.sharedBytes() <= room ? Optional.of(streaming) : Optional.empty();
  }

  private static Written write(
      ThreadProgram program,
      TileShape shape,
      ResidentWeights resident,
      IdentityHashMap<Graph, Graph> expanded) {
    TileThreads threads = new TileThreads(new PtxCode(), shape, program.name() + "_tile");
    TileKernel writer = new TileKernel(threads, resident, expanded);
    List<PtxParameter> parameters = writer.enter(program);
    if (resident.bytes() > 0) {
      resident.load(threads);
      writer.pool.barrier();
    }
    writer.write(program.body(), Optional.empty());
    writer.code.exit();
    // Shared memory leaves no room for a second block, of which the assembler does not know.
    LaunchBounds bounds = new LaunchBounds(shape.threads(), 1);
    PtxKernel kernel = new PtxKernel(program.name(), parameters, writer.code, bounds);
    return new Written(kernel, writer.pool.peak(), resident.bytes());
  }

  private List<PtxParameter> enter(ThreadProgram program) {
    List<PtxParameter> parameters = new ArrayList<>();
    for (Variable argument : program.arguments()) {
      PtxParameter given = new PtxParameter("a" + argument.id(), PtxParameter.Type.F64);
      parameters.add(given);
      PtxRegister register = code.parameter(given);
      variables.put(
          argument, new TileTensor.Whole(new RegisterTensor(DType.F64, List.of(register))));
    }
    for (Memory memory : program.memories()) {
      parameters.add(arrays.parameter(memory));
    }
    threads.column();
    threads.part();
    return parameters;
  }

  /// Writes statements for the columns of a mask; runs of statements in which nobody waits are
  /// branched around by threads of other columns.
  private void write(List<Statement> statements, Optional<PtxRegister> mask) {
    int i = 0;
    while (i < statements.size()) {
      if (TileStatements.together(statements.get(i))) {
        Statement statement = statements.get(i++);
        code.scoped(() -> together(statement, mask));
      } else {
        int from = i;
        while (i < statements.size() && !TileStatements.together(statements.get(i))) {
          i++;
        }
        List<Statement> run = statements.subList(from, i);
        mask.ifPresentOrElse(
            holds -> threads.when(holds, () -> run.forEach(this::apart)),
            () -> run.forEach(this::apart));
      }
    }
  }

  /// A statement that each thread runs for itself.
  private void apart(Statement statement) {
    code.scoped(
        () -> {
          switch (statement) {
            case Statement.Apply apply -> assign(apply.results(), results(apply));
            case Statement.Assign assign ->
                assign(assign.targets(), assign.sources().stream().map(this::variable).toList());
            case Statement.Load load -> load(load);
            case Statement.Store store -> store(store);
            case Statement.When when -> whenApart(when);
            case Statement.Repeat repeat -> repeatApart(repeat);
            case Statement.Count _,
                Statement.Peek _,
                Statement.Identify _,
                Statement.SumThreads _,
                Statement.Keep _ ->
                throw new IllegalStateException(statement + " is run together");
          }
        });
  }

  private void whenApart(Statement.When when) {
    PtxLabel otherwise = code.label();
    code.branchUnless(truth(when.condition()), otherwise);
    when.then().forEach(this::apart);
    if (when.otherwise().isEmpty()) {
      code.place(otherwise);
    } else {
      PtxLabel end = code.label();
      code.branch(end);
      code.place(otherwise);
      when.otherwise().forEach(this::apart);
      code.place(end);
    }
  }

  private void repeatApart(Statement.Repeat repeat) {
    PtxLabel again = code.label();
    PtxLabel end = code.label();
    code.place(again);
    code.branchUnless(truth(repeat.condition()), end);
    repeat.body().forEach(this::apart);
    code.branch(again);
    code.place(end);
  }

  /// A statement in which threads wait for each other.
  private void together(Statement statement, Optional<PtxRegister> mask) {
    switch (statement) {
      case Statement.Apply apply -> {
        pool.join();
        List<TileTensor> results = results(apply);
        where(mask, () -> assign(apply.results(), results));
      }
      case Statement.Count count ->
          count(
              count.counter(),
              1,
              mask,
              before -> numbers(count.before(), "cvt.rn.f64.s64", before));
      case Statement.Peek peek ->
          count(
              peek.counter(),
              0,
              mask,
              now -> numbers(peek.isCounted(), "setp.ne.s64", now, PtxImmediate.of(0L)));
      case Statement.When when -> {
        PtxRegister condition = truth(when.condition());
        PtxRegister then = copy(both(mask, condition));
        PtxRegister not = code.value(PtxType.PRED, "not.pred", condition);
        PtxRegister otherwise = copy(both(mask, not));
        ifAny(then, () -> write(when.then(), Optional.of(then)));
        if (!when.otherwise().isEmpty()) {
          ifAny(otherwise, () -> write(when.otherwise(), Optional.of(otherwise)));
        }
      }
      case Statement.Repeat repeat -> repeat(repeat, mask);
      case Statement.Identify who -> {
        TileLanes lanes = new TileLanes(threads);
        numbers(who.thread(), "cvt.rn.f64.s32", lanes.lane());
        numbers(who.block(), "cvt.rn.f64.s32", lanes.block());
      }
      case Statement.Keep keep -> {
        pool.join();
        List<TileTensor> results = results(keep);
        where(mask, () -> assign(keep.results(), results));
      }
      case Statement.SumThreads _ ->
          throw new IllegalArgumentException("a tile has no " + statement);
      case Statement.Assign _, Statement.Load _, Statement.Store _ ->
          throw new IllegalStateException(statement + " is run apart");
    }
  }

  private void repeat(Statement.Repeat repeat, Optional<PtxRegister> mask) {
    PtxLabel again = code.label();
    PtxLabel end = code.label();
    PtxRegister goesOn = code.register(PtxType.PRED);
    code.place(again);
    code.scoped(
        () -> {
          code.assign(goesOn, "mov.pred", both(mask, truth(repeat.condition())));
          code.branchUnless(any(goesOn), end);
          if (repeat.body().size() == 1
              && repeat.body().getFirst() instanceof Statement.When when
              && TileStatements.together(when)) {
            gather(when, goesOn);
          } else {
            write(repeat.body(), Optional.of(goesOn));
          }
          code.branch(again);
        });
    code.place(end);
    pool.join();
  }

  /// One of two things in a loop: columns that are to do the first wait until several are, or none
  /// is to do the second. When a column comes to it does not change what it does.
  private void gather(Statement.When when, PtxRegister mask) {
    PtxRegister condition = truth(when.condition());
    PtxRegister then = copy(both(Optional.of(mask), condition));
    PtxRegister not = code.value(PtxType.PRED, "not.pred", condition);
    PtxRegister otherwise = copy(both(Optional.of(mask), not));
    PtxRegister waiting = votes(then);
    PtxRegister going = votes(otherwise);
    int several = Math.max(1, threads.shape().threads() / SEVERAL);
    PtxRegister enough = compare("ge", waiting, several);
    PtxRegister none = compare("eq", going, 0);
    PtxRegister now = code.value(PtxType.PRED, "or.pred", enough, none);
    PtxRegister any = compare("gt", waiting, 0);
    whereAll(
        code.value(PtxType.PRED, "and.pred", any, now),
        () -> write(when.then(), Optional.of(then)));
    if (!when.otherwise().isEmpty()) {
      whereAll(compare("gt", going, 0), () -> write(when.otherwise(), Optional.of(otherwise)));
    }
  }

  private PtxRegister compare(String relation, PtxRegister count, int number) {
    return code.value(PtxType.PRED, "setp." + relation + ".s32", count, PtxImmediate.of(number));
  }

  /// How many threads of the block a predicate holds for.
  private PtxRegister votes(PtxRegister predicate) {
    PtxRegister count = code.register(PtxType.B32);
    code.effect("bar.red.popc.u32 " + count.text() + ", 0, " + predicate.text(), predicate);
    pool.passed();
    return count;
  }

  private PtxRegister both(Optional<PtxRegister> mask, PtxRegister condition) {
    return mask.map(m -> code.value(PtxType.PRED, "and.pred", m, condition)).orElse(condition);
  }

  /// A register that keeps what it is when the variables change.
  private PtxRegister copy(PtxRegister truth) {
    return code.variable(truth);
  }

  /// Whether a predicate holds for any thread of the block.
  private PtxRegister any(PtxRegister predicate) {
    PtxRegister any = code.register(PtxType.PRED);
    code.effect("bar.red.or.pred " + any.text() + ", 0, " + predicate.text(), predicate);
    pool.passed();
    return any;
  }

  private void ifAny(PtxRegister predicate, Runnable part) {
    whereAll(any(predicate), part);
  }

  /// A part that all threads of the block run, or none.
  private void whereAll(PtxRegister holds, Runnable part) {
    PtxLabel end = code.label();
    code.branchUnless(holds, end);
    code.scoped(part);
    code.place(end);
    pool.join();
  }

  private void where(Optional<PtxRegister> mask, Runnable part) {
    mask.ifPresentOrElse(holds -> threads.when(holds, part), part);
  }

  /// The first thread of each column counts and tells the others what the counter was.
  private void count(
      Memory counter, long by, Optional<PtxRegister> mask, Consumer<PtxRegister> use) {
    pool.join();
    SharedRegion region = pool.take(threads.shape().columns() * Long.BYTES);
    MemoryTensor place = spread.column(region, DType.I64, 1);
    threads.when(
        both(mask, threads.leads()),
        () -> place.store(code, 0, code.atomicAdd(arrays.address(counter), PtxImmediate.of(by))));
    pool.barrier();
    where(mask, () -> use.accept(code.inRegister(place.element(code, 0))));
    pool.free(region);
  }

  private void numbers(Variable target, String opcode, PtxOperand... operands) {
    code.assign((PtxRegister) registers(variable(target)).getFirst(), opcode, operands);
  }

  private List<TileTensor> results(Statement.Apply apply) {
    Graph graph = expanded(apply.graph());
    List<TileTensor> operands = operands(graph, apply.operands());
    return TileGraphCode.write(threads, pool, resident, graph, operands, Kept.NOTHING);
  }

  private List<TileTensor> results(Statement.Keep keep) {
    Graph graph = expanded(keep.graph());
    List<TileTensor> operands = operands(graph, keep.operands());
    Kept kept = Kept.of(graph, keep.results().size(), arrays.address(keep.memory(), keep.at()));
    return TileGraphCode.write(threads, pool, resident, graph, operands, kept);
  }

  private Graph expanded(Graph graph) {
    return expanded.computeIfAbsent(graph, one -> LaneBody.of(one).graph());
  }

  private List<TileTensor> operands(Graph graph, List<Operand> given) {
    List<TileTensor> operands = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      operands.add(operand(given.get(i), graph.inputs().get(i).type().size()));
    }
    return operands;
  }

  private TileTensor operand(Operand operand, int size) {
    return switch (operand) {
      case Variable variable -> variable(variable);
      case Memory memory ->
          new TileTensor.Whole(
              MemoryTensor.dense(PtxSpace.GLOBAL, DType.F64, size, arrays.address(memory)));
      case Region region ->
          throw new IllegalArgumentException("a tile has no part of " + region.memory().name());
    };
  }

  private TileTensor variable(Variable variable) {
    return variables.computeIfAbsent(variable, this::fresh);
  }

  private TileTensor fresh(Variable variable) {
    DType dtype = variable.type().dtype();
    int size = variable.type().size();
    boolean small = size <= TileShape.SMALL;
    List<PtxRegister> registers =
        IntStream.range(0, small ? size : threads.shape().slots(size))
            .mapToObj(_ -> code.register(PtxType.of(dtype)))
            .toList();
    return small
        ? new TileTensor.Whole(new RegisterTensor(dtype, registers))
        : new TileTensor.Spread(dtype, size, registers);
  }

  private static List<? extends PtxOperand> registers(TileTensor tensor) {
    return switch (tensor) {
      case TileTensor.Spread own -> own.slots();
      case TileTensor.Whole(RegisterTensor registers) -> registers.operands();
      case TileTensor.Whole whole -> throw new IllegalStateException(whole + " is in memory");
    };
  }

  /// All targets at once.
  private void assign(List<Variable> targets, List<? extends TileTensor> values) {
    List<PtxRegister> registers = new ArrayList<>();
    List<PtxOperand> sources = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      registers(variable(targets.get(i))).forEach(one -> registers.add((PtxRegister) one));
      sources.addAll(registers(values.get(i)));
    }
    code.assign(registers, sources);
  }

  private PtxRegister truth(Variable condition) {
    return code.inRegister(registers(variable(condition)).getFirst());
  }

  private void load(Statement.Load load) {
    MemoryTensor from = arrays.at(load.place(), load.target().type());
    TileTensor value =
        from.size() <= TileShape.SMALL
            ? new TileTensor.Whole(new RegisterTensor(from.dtype(), from.elements(code)))
            : spread.spread(from);
    assign(List.of(load.target()), List.of(value));
  }

  private void store(Statement.Store store) {
    MemoryTensor to = arrays.at(store.place(), store.source().type());
    switch (variable(store.source())) {
      case TileTensor.Whole(var tensor) ->
          threads.when(threads.leads(), () -> to.fill(code, tensor));
      case TileTensor.Spread own -> spread.storeExactly(own, to);
    }
  }
}
