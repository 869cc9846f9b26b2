/** Features: what the models see, one definition each. docs/features.md is generated from here. */
package io.meetinginsights.features;
