package io.meetinginsights.shapley;

import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Which kernel this JVM uses: chosen once, at first use, and logged. The one in vector instructions
 * if the JVM was started with {@code --add-modules jdk.incubator.vector}, as spark-submit does,
 * else the plain one; the system property {@value #PROPERTY} overrides.
 */
final class Kernels {

  static final String PROPERTY = "io.meetinginsights.shapley.kernel";

  private static final System.Logger LOG = System.getLogger("io.meetinginsights.shapley");
  private static final String MODULE = "jdk.incubator.vector";
  private static final String VECTOR_KERNEL = "io.meetinginsights.shapley.VectorKernel";

  private Kernels() {}

  private static final class Chosen {
    static final Kernel KERNEL = choose(System.getProperty(PROPERTY, "auto"));
  }

  /** This JVM's kernel. */
  static Kernel chosen() {
    return Chosen.KERNEL;
  }

  static Kernel plain() {
    return new PlainKernel();
  }

  /** The kernel in vector instructions, where the JVM has the module. */
  static Optional<Kernel> vector() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          (Kernel) Class.forName(VECTOR_KERNEL).getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException | LinkageError e) {
      // An incubating module may change from one Java to the next.
      LOG.log(Level.WARNING, "Shapley values without vector instructions: " + e);
      return Optional.empty();
    }
  }

  /**
   * @param wish {@code auto}, {@code plain} or {@code vector}
   */
  static Kernel choose(String wish) {
    Kernel kernel =
        switch (wish) {
          case "auto" -> vector().orElseGet(Kernels::plain);
          case "plain" -> plain();
          case "vector" ->
              vector()
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "%s is vector, but this JVM has no module %s: start it with --add-modules %s, or leave the property out."
                                  .formatted(PROPERTY, MODULE, MODULE)));
          default ->
              throw new IllegalArgumentException(
                  "%s is '%s': auto, plain and vector are known.".formatted(PROPERTY, wish));
        };
    LOG.log(Level.INFO, "Shapley values by the kernel: {0}", kernel.name());
    return kernel;
  }
}
