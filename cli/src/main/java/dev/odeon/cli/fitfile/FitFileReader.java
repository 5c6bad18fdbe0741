package dev.odeon.cli.fitfile;

import dev.odeon.nn.backend.Device;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Reads and checks fit files.
public final class FitFileReader {
  /// Files larger than this many bytes are refused.
  public static final int MAX_BYTES = 1 << 20;

  /// What an absent `optimize` stands for, so that overrides can refer to its elements.
  private static final String DEFAULT_STAGES =
      "[{adam: {rate: 0.05, steps: 500}}, {lbfgs: {steps: 200}}]";

  private FitFileReader() {}

  /// The checked contents of `file`.
  ///
  /// @param file a YAML file of at most 1 MiB, UTF-8
  /// @param overrides texts `key=value`, applied in order before anything is checked
  /// @throws FitFileException at the first fault
  /// @throws dev.odeon.cli.fault.UsageException if an override is no `key=value`
  public static FitFile read(Path file, List<String> overrides) {
    String text = text(file);
    try {
      Item root = YamlTree.ofFile(text).orElseGet(() -> Item.Section.empty(new Place.Implied()));
      root = withDefaultStages(root);
      for (String override : overrides) {
        root = SetOverride.parse(override).applyTo(root);
      }
      FitFile fitFile = fitFile(file, new Located("", root));
      FitFileChecker.check(fitFile);
      return fitFile;
    } catch (ItemFault fault) {
      throw new FitFileException(file.getFileName() + ": " + fault.getMessage());
    }
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new FitFileException(
            "the fit file " + file + " is larger than " + MAX_BYTES + " bytes");
      }
      byte[] bytes = Files.readAllBytes(file);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException fault) {
      throw new FitFileException("the fit file " + file + " is not text in UTF-8");
    } catch (IOException fault) {
      String reason =
          Files.isDirectory(file)
              ? "it is a folder"
              : Files.exists(file) ? "it cannot be read" : "there is no such file";
      throw new FitFileException("cannot read the fit file " + file + ": " + reason);
    }
  }

  private static Item withDefaultStages(Item root) {
    if (!(root instanceof Item.Section section)) {
      return root;
    }
    Item.Entry given = section.entries().get("optimize");
    if (given != null && !given.value().isNull()) {
      return root;
    }
    Map<String, Item.Entry> entries = new LinkedHashMap<>(section.entries());
    Item stages = YamlTree.ofOverride(DEFAULT_STAGES).orElseThrow();
    entries.put("optimize", new Item.Entry(new Place.Implied(), stages));
    return new Item.Section(entries, section.place());
  }

  private static FitFile fitFile(Path file, Located root) {
    Keys keys =
        root.keys(
            "data",
            "time",
            "states",
            "parameters",
            "constants",
            "networks",
            "equations",
            "noise",
            "derived",
            "events",
            "loss",
            "holdout",
            "solver",
            "gradient",
            "optimize",
            "starts",
            "seed",
            "device",
            "threads",
            "output");
    NameCheck.check(root.section());
    Path folder = file.toAbsolutePath().resolveSibling("");
    return new FitFile(
        file,
        keys.optional("data").map(data -> DataSection.read(data, folder)),
        keys.optional("time").map(TimeSection::read).orElse(new TimeSection.FromData()),
        states(keys.required("states")),
        named(keys, "parameters", ParameterSpec::read),
        named(keys, "constants", Located::number),
        named(keys, "networks", NetworkSpec::read),
        formulas("equation", keys.required("equations")),
        keys.optional("noise").map(value -> formulas("noise", value)).orElse(Map.of()),
        keys.optional("derived").map(value -> formulas("derived", value)).orElse(Map.of()),
        events(keys),
        keys.optional("loss").map(LossSpec::read).orElse(LossSpec.DEFAULT),
        keys.optional("holdout").map(Holdout::read).orElse(Holdout.none()),
        keys.optional("solver").map(SolverSpec::read).orElse(SolverSpec.DEFAULT),
        keys.optional("gradient")
            .map(value -> value.choice(GradientMethod.class))
            .orElse(GradientMethod.DISCRETE),
        stages(keys),
        keys.optional("starts").map(value -> value.integer(1, 1_000_000)).orElse(1),
        keys.optional("seed").map(Located::longInteger).orElse(1L),
        keys.optional("device").map(DeviceKey::read).orElse(Device.cpu()),
        keys.optional("threads").map(value -> value.integer(0, 65_536)).orElse(0),
        keys.optional("output")
            .map(value -> FilePath.read(value, Path.of("")))
            .orElse(Path.of("out")));
  }

  private static Map<String, InitialValue> states(Located value) {
    Map<String, InitialValue> states = new LinkedHashMap<>();
    value.named().forEach((name, entry) -> states.put(name, InitialValue.read(name, entry)));
    if (states.isEmpty()) {
      throw value.fault("must name at least one state");
    }
    return states;
  }

  private static <T> Map<String, T> named(Keys keys, String key, Function<Located, T> reader) {
    Map<String, T> entries = new LinkedHashMap<>();
    keys.optional(key)
        .ifPresent(
            section ->
                section.named().forEach((name, entry) -> entries.put(name, reader.apply(entry))));
    return entries;
  }

  private static Map<String, Formula> formulas(String kind, Located value) {
    Map<String, Formula> formulas = new LinkedHashMap<>();
    value
        .named()
        .forEach(
            (name, entry) -> formulas.put(name, Formula.read(kind + " '" + name + "'", entry)));
    return formulas;
  }

  private static List<EventSpec> events(Keys keys) {
    List<Located> events = keys.optional("events").map(Located::list).orElse(List.of());
    return IntStream.range(0, events.size())
        .mapToObj(i -> EventSpec.read(i + 1, events.get(i)))
        .toList();
  }

  private static List<Stage> stages(Keys keys) {
    Located value = keys.required("optimize");
    List<Stage> stages = value.list().stream().map(Stage::read).toList();
    if (stages.isEmpty()) {
      throw value.fault("must list at least one stage");
    }
    return stages;
  }
}
