package dev.freshet.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Any text as a flow file: a flow, or problems that name the file. */
class FlowFileFuzzTest {
  private static final ClassLoader LOADER =
      new Remembering(FlowFileFuzzTest.class.getClassLoader());

  @FuzzTest
  void anyTextIsAFlowOrAClearError(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      new FlowFile("flow.yaml", LOADER).define(text);
    } catch (FlowProblems e) {
      assertThat(e).hasMessageContaining("flow.yaml");
    }
  }

  /** Looks for services once, which is what takes the time. */
  private static final class Remembering extends ClassLoader {
    private final Map<String, List<URL>> found = new ConcurrentHashMap<>();

    Remembering(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      List<URL> known = found.get(name);
      if (known == null) {
        known = Collections.list(super.getResources(name));
        found.put(name, known);
      }
      return Collections.enumeration(known);
    }
  }
}
