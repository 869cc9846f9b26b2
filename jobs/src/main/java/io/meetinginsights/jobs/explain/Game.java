package io.meetinginsights.jobs.explain;

import java.io.Serializable;

/**
 * The game whose Shapley values are contributions: what a feature is that is not known, and who
 * plays. {@code explain} plays {@link #pathDependent()}; the others are there to be measured beside
 * it, see docs/decisions/0017-value-function.md.
 *
 * @param background minutes whose values unknown features take, in the order of the model's
 *     features; none: what the trees make of a row that lacks them, by their cover
 * @param hasCategoriesAsPlayers whether a category's value is its own as a player, in place of the
 *     sum of its features' values
 */
public record Game(double[][] background, boolean hasCategoriesAsPlayers) implements Serializable {

  /** Path-dependent values, features as players. */
  public static Game pathDependent() {
    return new Game(new double[0][], false);
  }

  /** Path-dependent values, categories as players. */
  public static Game ofCategories() {
    return new Game(new double[0][], true);
  }

  /** Values against these minutes, features as players. */
  public static Game against(double[][] background) {
    return new Game(background, false);
  }
}
