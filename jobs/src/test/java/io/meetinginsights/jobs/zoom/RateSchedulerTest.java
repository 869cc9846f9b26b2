package io.meetinginsights.jobs.zoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateSchedulerTest {

  private static final double SPEED = 20;

  @Test
  void whereverAServerCountsARequestNoWindowHoldsMoreThanTheLimit() throws Exception {
    ZoomClock clock = ZoomClock.startingAt(Instant.parse("2026-03-03T00:00:00Z"), SPEED);
    RateScheduler rates = new RateScheduler(ZoomPlan.BUSINESS, 0.5, null, clock);
    List<Long> counted = Collections.synchronizedList(new ArrayList<>());
    ExecutorService workers = Executors.newFixedThreadPool(24);
    for (int worker = 0; worker < 24; worker++) {
      Random random = new Random(worker);
      workers.submit(
          () -> {
            for (int i = 0; i < 12; i++) {
              RateScheduler.Permit permit = rates.acquire(RateLabel.HEAVY);
              // Counted anywhere between sending and answering.
              Thread.sleep(random.nextInt(8));
              counted.add(clock.nanos());
              Thread.sleep(random.nextInt(8));
              permit.answered();
            }
            return null;
          });
    }
    workers.shutdown();
    assertThat(workers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

    List<Long> times = counted.stream().sorted().toList();
    assertThat(times).hasSize(24 * 12);
    // Half of Business: 20 heavy requests in any second.
    for (int i = 20; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 20)).isGreaterThan(1_000_000_000L);
    }
  }

  @Test
  void halfOfThePublishedLimitsIsOursByDefault() {
    assertThat(RateScheduler.slots(ZoomPlan.BUSINESS, RateLabel.LIGHT, 0.5)).isEqualTo(40);
    assertThat(RateScheduler.slots(ZoomPlan.BUSINESS, RateLabel.MEDIUM, 0.5)).isEqualTo(30);
    assertThat(RateScheduler.slots(ZoomPlan.BUSINESS, RateLabel.HEAVY, 0.5)).isEqualTo(20);
    assertThat(RateScheduler.slots(ZoomPlan.BUSINESS, RateLabel.RESOURCE_INTENSIVE, 0.5))
        .isEqualTo(10);
    assertThat(RateScheduler.slots(ZoomPlan.FREE, RateLabel.HEAVY, 0.5)).isEqualTo(1);
  }
}
