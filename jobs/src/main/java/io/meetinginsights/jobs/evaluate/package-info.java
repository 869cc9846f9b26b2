/**
 * How often the blame is right: verdicts beside the simulator's truth, and beside three simpler
 * ways to find a cause, which share no code with the verdict's. Another way to find a cause is a
 * class that gives the columns of {@link io.meetinginsights.jobs.evaluate.Verdicts}.
 */
package io.meetinginsights.jobs.evaluate;
