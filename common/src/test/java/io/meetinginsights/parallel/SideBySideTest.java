package io.meetinginsights.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class SideBySideTest {

  @AfterEach
  void forget() {
    MDC.clear();
  }

  @Test
  void resultsComeByNameInTheOrderOfTheParts() {
    Map<String, Callable<Integer>> parts = new LinkedHashMap<>();
    for (int i = 9; i >= 0; i--) {
      int number = i;
      parts.put("part " + i, () -> number);
    }
    Map<String, Integer> results = SideBySide.run(3, parts);
    assertThat(results.keySet()).containsExactlyElementsOf(parts.keySet());
    assertThat(results.values()).containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  }

  @Test
  void twoRunAtOnce() {
    CyclicBarrier both = new CyclicBarrier(2);
    Callable<Integer> meets = () -> both.await(10, TimeUnit.SECONDS);
    assertThat(SideBySide.run(2, Map.of("one", meets, "other", meets)).values())
        .containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void aPartLogsAsTheRunThatItIsOf() {
    MDC.put("run_id", "night-1");
    assertThat(SideBySide.<String>run(2, Map.of("part", () -> MDC.get("run_id"))))
        .containsEntry("part", "night-1");
  }

  @Test
  void aFailureIsThrownAsItIsWhenAllHaveEnded() {
    AtomicInteger ended = new AtomicInteger();
    Map<String, Callable<Integer>> parts = new LinkedHashMap<>();
    IllegalArgumentException failure = new IllegalArgumentException("no such thing");
    parts.put(
        "fails",
        () -> {
          throw failure;
        });
    parts.put("goes on", ended::incrementAndGet);
    assertThatThrownBy(() -> SideBySide.run(1, parts)).isSameAs(failure);
    assertThat(ended).hasValue(1);
  }
}
