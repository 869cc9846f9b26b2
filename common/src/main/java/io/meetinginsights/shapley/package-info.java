/**
 * Exact Shapley values of boosted-tree models, for rows in blocks. Plain Java 17: it imports
 * nothing but {@code java.*}, and is shipped as a jar of its own.
 *
 * <p>An {@link io.meetinginsights.shapley.Ensemble} is the model, {@link
 * io.meetinginsights.shapley.Players} says which columns count as one player, {@link
 * io.meetinginsights.shapley.TreeExplainer} explains, {@link
 * io.meetinginsights.shapley.BruteForceShapley} checks.
 */
package io.meetinginsights.shapley;
