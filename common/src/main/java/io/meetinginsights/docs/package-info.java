/** Documents that are generated from the code, so that they cannot fall behind it. */
package io.meetinginsights.docs;
