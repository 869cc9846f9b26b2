/**
 * The {@code simulate} command: landing files of a made-up organisation, with the cause of every
 * affected minute beside them.
 *
 * <p>Three layers keep labels and physics apart. A {@link io.meetinginsights.jobs.simulate.Fault}
 * moves primitives of the latent network state (signal, interference, offered load, lost packets);
 * {@code LinkPhysics} derives what follows from them (retries, rates, queues, delay, jitter, loss);
 * {@code NetworkBodies} and {@code ZoomBodies} only write down what the gear and the call client
 * would have read. Nothing in a body knows which fault was injected.
 *
 * <p>Everything is a pure function of the seed and of absolute time, so any task can recompute the
 * far end of a call, and a day comes out the same alone or within a range.
 */
package io.meetinginsights.jobs.simulate;
