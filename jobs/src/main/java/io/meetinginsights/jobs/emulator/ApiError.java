package io.meetinginsights.jobs.emulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Zoom's error bodies, with the texts of its documents. */
final class ApiError {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ApiError() {}

  static HttpAnswer of(int status, int code, String message) {
    return HttpAnswer.json(status, body(code, message).toString());
  }

  static HttpAnswer invalidToken() {
    return of(401, 124, "Invalid access token.");
  }

  static HttpAnswer expiredToken() {
    return of(401, 124, "Access token is expired.");
  }

  static HttpAnswer missingScopes(List<String> scopes) {
    return of(
        400,
        4711,
        "Invalid access token, does not contain scopes:[" + String.join(", ", scopes) + "]");
  }

  static HttpAnswer pageToken() {
    return of(400, 300, "The next page token is invalid or expired.");
  }

  /** A parameter that cannot be, named as Zoom names fields. */
  static HttpAnswer field(String field, String message) {
    ObjectNode body = body(300, "Validation Failed.");
    body.putArray("errors").addObject().put("field", field).put("message", message);
    return HttpAnswer.json(400, body.toString());
  }

  static HttpAnswer unknownEndpoint() {
    return of(400, 2300, "This API endpoint is not recognized.");
  }

  static HttpAnswer notEnded() {
    return of(404, 3001, "Meeting ID is invalid or not end.");
  }

  static HttpAnswer detailNotAvailable() {
    return of(404, 3001, "This meeting's detail info is not available.");
  }

  static HttpAnswer tooOld() {
    return of(400, 12702, "Can not access a meeting a year ago.");
  }

  static HttpAnswer noDashboard() {
    return of(
        400,
        400,
        "This API is only available for ZMP and Business or higher accounts that have enabled the Dashboard feature.");
  }

  static HttpAnswer noDashboardForSatisfaction() {
    return of(400, 200, "Only available for paid accounts that have dashboard feature enabled.");
  }

  static HttpAnswer noQueryByEndTime() {
    return of(400, 12700, "This account cannot query meetings by `end_time`.");
  }

  static HttpAnswer overWindow() {
    return of(
        429,
        429,
        "You have reached the maximum per-second rate limit for this API. Try again later.");
  }

  static HttpAnswer overDay() {
    return of(
        429,
        429,
        "You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request.");
  }

  static HttpAnswer noUser(String user) {
    return of(404, 1001, "User does not exist: " + user + ".");
  }

  static HttpAnswer noAccount(String account) {
    return of(404, 2001, "Account does not exist: " + account);
  }

  /** HTTP 200 all the same; about the meeting where the request was about one. */
  static HttpAnswer inOk(boolean isAboutMeeting) {
    return isAboutMeeting
        ? of(200, 3001, "This meeting's detail info is not available.")
        : of(200, 124, "Access token is expired.");
  }

  /** As seen in the wild: quotes within the message are not escaped. */
  static HttpAnswer malformed() {
    return HttpAnswer.json(
        400,
        "{\"code\":104,\"message\":\"Invalid access token, does not contain scopes:[\"dashboard_meetings:read\",\"dashboard_meetings:read:admin\"]\"}");
  }

  /** Errors of the token endpoint have another form. */
  static HttpAnswer oauth(String reason, String error) {
    return HttpAnswer.json(
        400, MAPPER.createObjectNode().put("reason", reason).put("error", error).toString());
  }

  private static ObjectNode body(int code, String message) {
    return MAPPER.createObjectNode().put("code", code).put("message", message);
  }
}
