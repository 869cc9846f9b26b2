/**
 * Scores: how good a minute was, per direction and medium, on the MOS scale. {@code EModel} and
 * {@code StreamScore} are the formulas on numbers, {@code MinuteScores} the same on columns.
 */
package io.meetinginsights.score;
