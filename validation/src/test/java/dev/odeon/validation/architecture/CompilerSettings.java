package dev.odeon.validation.architecture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// The arguments that the parent pom gives to `javac` for main code, read from the pom itself, so
/// that a check turned off there is off here too.
final class CompilerSettings {
  private static final String COMPILER =
      "/project/build/plugins/plugin[artifactId='maven-compiler-plugin']";
  private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");
  private static final XPath XPATH = XPathFactory.newInstance().newXPath();

  private final Document pom;

  private CompilerSettings(Document pom) {
    this.pom = pom;
  }

  static CompilerSettings of(Path pom) throws IOException {
    try {
      return new CompilerSettings(
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile()));
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("cannot parse " + pom, e);
    }
  }

  List<String> mainArguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add("--release");
    arguments.add(resolve("${maven.compiler.release}"));
    arguments.addAll(texts(COMPILER + "/configuration/compilerArgs/arg"));
    arguments.addAll(
        texts(
            COMPILER
                + "/executions/execution[id='default-compile']/configuration/compilerArgs/arg"));
    return arguments;
  }

  private List<String> texts(String path) {
    try {
      NodeList nodes = (NodeList) XPATH.evaluate(path, pom, XPathConstants.NODESET);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < nodes.getLength(); i++) {
        texts.add(resolve(nodes.item(i).getTextContent()));
      }
      return texts;
    } catch (XPathExpressionException e) {
      throw new IllegalStateException(path, e);
    }
  }

  private String resolve(String text) {
    return PROPERTY.matcher(text).replaceAll(this::property);
  }

  private String property(MatchResult reference) {
    String name = reference.group(1);
    List<String> values = texts("/project/properties/*[name()='" + name + "']");
    if (values.size() != 1) {
      throw new IllegalStateException("the parent pom defines " + name + " not exactly once");
    }
    return Matcher.quoteReplacement(values.getFirst());
  }
}
