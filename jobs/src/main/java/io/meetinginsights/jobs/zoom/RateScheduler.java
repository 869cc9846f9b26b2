package io.meetinginsights.jobs.zoom;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Lets a request pass when no window of Zoom's can be exceeded by it, however Zoom counts.
 *
 * <p>A label has as many slots as the plan allows in a window, less the share that is left to the
 * account's other apps. A request holds a slot from before it is sent until a whole window after
 * its answer began. Zoom counts it somewhere in between, so two requests of one slot are always
 * more than a window apart in Zoom's count, and no stretch of a window's length, sliding or fixed,
 * can hold more requests than there are slots. Concurrency follows: with all slots in flight nobody
 * else sends.
 *
 * <p>Slots begin as if they had just been used: the process may be the successor of one that was
 * killed a moment ago.
 */
public final class RateScheduler {

  private final ZoomClock clock;
  private final DailyBudget budget;
  private final Map<RateLabel, Slots> labels = new EnumMap<>(RateLabel.class);

  /** A scheduler for one account. */
  public RateScheduler(ZoomPlan plan, double reservedShare, DailyBudget budget, ZoomClock clock) {
    this.clock = clock;
    this.budget = budget;
    for (RateLabel label : RateLabel.values()) {
      labels.put(label, new Slots(slots(plan, label, reservedShare), firstFree(label)));
    }
  }

  /** A scheduler for the few requests of linking, before an account is known by its id. */
  public static RateScheduler unbudgeted(ZoomConfig config, ZoomClock clock) {
    return new RateScheduler(config.plan(), config.reservedShare(), null, clock);
  }

  /** Requests of a label in its window that are ours. */
  public static int slots(ZoomPlan plan, RateLabel label, double reservedShare) {
    return Math.max(1, (int) Math.floor(plan.perWindow(label) * (1 - reservedShare)));
  }

  private long firstFree(RateLabel label) {
    Duration sinceLast =
        budget == null ? label.window() : Duration.between(budget.lastUsedBefore(), clock.now());
    boolean isFresh = sinceLast.compareTo(label.window()) < 0;
    if (label.window().toSeconds() <= 1) {
      // What was taken in a block may be used any time after: a second is cheap.
      return clock.nanos() + label.window().toNanos();
    }
    return isFresh ? clock.nanos() + label.window().toNanos() : clock.nanos();
  }

  /** Waits for a slot, and takes one request of the day. */
  Permit acquire(RateLabel label) throws InterruptedException, DailyLimitReached {
    Slots slots = labels.get(label);
    slots.take();
    try {
      if (budget != null) {
        budget.take(label);
      }
    } catch (DailyLimitReached | RuntimeException e) {
      slots.giveBack(clock.nanos());
      throw e;
    }
    return () -> slots.giveBack(clock.nanos() + label.window().toNanos());
  }

  /** Sends nothing under a label for so long: Zoom said it was too much. */
  void pause(RateLabel label, Duration time) {
    labels.get(label).pauseUntil(clock.nanos() + time.toNanos());
  }

  /** The right to send one request. */
  interface Permit {
    /** The answer has begun, or will not come. */
    void answered();
  }

  private final class Slots {
    private final PriorityQueue<Long> freeAt = new PriorityQueue<>();
    private long pausedUntil = Long.MIN_VALUE;

    private Slots(int count, long firstFree) {
      for (int i = 0; i < count; i++) {
        freeAt.add(firstFree);
      }
    }

    private synchronized void take() throws InterruptedException {
      while (true) {
        long now = clock.nanos();
        if (freeAt.isEmpty()) {
          wait();
        } else if (Math.max(freeAt.peek(), pausedUntil) <= now) {
          freeAt.remove();
          return;
        } else {
          long wait = Math.max(freeAt.peek(), pausedUntil) - now;
          long real = Math.max(1, clock.real(Duration.ofNanos(wait)).toNanos());
          java.util.concurrent.TimeUnit.NANOSECONDS.timedWait(this, real);
        }
      }
    }

    private synchronized void giveBack(long at) {
      freeAt.add(at);
      notifyAll();
    }

    private synchronized void pauseUntil(long at) {
      pausedUntil = Math.max(pausedUntil, at);
    }
  }
}
