package io.meetinginsights.parallel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.MDC;

/**
 * Parts of a job that need each other's results no more than each other's cores: small ones leave
 * cores idle, and the driver plans one while another runs. What a part logs says the run's id and
 * the stage, as if it ran alone.
 *
 * <p>Example: {@code Map<String, Model> models = SideBySide.run(2, trainings)}
 */
public final class SideBySide {

  private SideBySide() {}

  /** As {@link #run} for parts without a result. */
  public static void runAll(int atOnce, Map<String, Runnable> parts) {
    Map<String, Callable<Boolean>> ended = new LinkedHashMap<>();
    parts.forEach(
        (name, part) ->
            ended.put(
                name,
                () -> {
                  part.run();
                  return true;
                }));
    run(atOnce, ended);
  }

  /**
   * Runs all parts, so many at once; returns when all have ended, with each result under the name
   * of its part, in the order of the parts. The first failure in that order is thrown.
   */
  public static <T> Map<String, T> run(int atOnce, Map<String, Callable<T>> parts) {
    Map<String, String> logged = MDC.getCopyOfContextMap();
    List<Callable<T>> tasks = new ArrayList<>();
    for (Callable<T> part : parts.values()) {
      tasks.add(
          () -> {
            MDC.setContextMap(logged == null ? Map.of() : logged);
            return part.call();
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, atOnce));
    try {
      List<Future<T>> ended = threads.invokeAll(tasks);
      Map<String, T> results = new LinkedHashMap<>();
      int at = 0;
      for (String name : parts.keySet()) {
        results.put(name, ended.get(at++).get());
      }
      return Collections.unmodifiableMap(results);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException("A part of the job failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while parts of the job ran", e);
    } finally {
      threads.shutdownNow();
    }
  }
}
