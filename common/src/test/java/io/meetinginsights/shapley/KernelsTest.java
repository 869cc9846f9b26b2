package io.meetinginsights.shapley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelsTest {

  @Test
  void theVectorKernelIsChosenWhereTheModuleIs() {
    assertThat(Kernels.choose("auto").name()).startsWith("jdk.incubator.vector");
    assertThat(Kernels.choose("vector").name()).startsWith("jdk.incubator.vector");
    assertThat(Kernels.choose("plain").name()).isEqualTo("plain Java");
  }

  @Test
  void anUnknownWishIsRefused() {
    assertThatThrownBy(() -> Kernels.choose("fast"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'fast'")
        .hasMessageContaining("auto, plain and vector");
  }

  @Test
  void withoutTheModuleTheEngineWorksAndSaysWhichKernelItUses() throws Exception {
    assertThat(otherJvm("auto")).contains("kernel: plain Java").contains("contribution 0.375");
    assertThat(otherJvm("vector")).contains("start it with --add-modules");
  }

  private static String otherJvm(String wish) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-D" + Kernels.PROPERTY + "=" + wish);
    command.add("-cp");
    command.add(place(TreeExplainer.class) + File.pathSeparator + place(KernelsTest.class));
    command.add(Main.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed;
  }

  private static String place(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
  }

  /** Explains the README's example. */
  static final class Main {
    public static void main(String[] args) {
      FlatTree tree =
          Trees.split(
              0,
              0.5,
              4,
              Trees.leaf(0, 2),
              Trees.split(1, 0.5, 2, Trees.leaf(0, 1), Trees.leaf(1, 1)));
      Ensemble e = Trees.ensemble(CompareRule.LT_F32, 2, tree);
      double[][] contributions = new double[2][1];
      TreeExplainer.pathDependent(e, Players.features(e))
          .explain(new double[][] {{1}, {1}}, 1, contributions, new double[1]);
      System.out.println("contribution " + contributions[1][0]);
    }
  }
}
