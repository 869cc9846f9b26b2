/** Reads tables without Spark, on Delta Kernel: what commands that answer in seconds use. */
package io.meetinginsights.reader;
