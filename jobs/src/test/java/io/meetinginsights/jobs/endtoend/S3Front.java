package io.meetinginsights.jobs.endtoend;

import java.io.IOException;
import java.util.function.BiFunction;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;

/** Stands before an S3 server and does to requests what some stores and networks do. */
final class S3Front implements AutoCloseable {

  /** Hands requests on to the server. */
  interface Server {
    MockResponse answer(RecordedRequest request, Headers headers);
  }

  private final MockWebServer front = new MockWebServer();
  private final OkHttpClient client = new OkHttpClient();

  /** A front; {@code behaviour} answers each request, mostly with what the server says. */
  S3Front(S3Server server, BiFunction<RecordedRequest, Server, MockResponse> behaviour)
      throws IOException {
    Server behind = (request, headers) -> forward(server.endpoint(), request, headers);
    front.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return behaviour.apply(request, behind);
          }
        });
    front.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + front.getPort();
  }

  private MockResponse forward(String endpoint, RecordedRequest request, Headers headers) {
    boolean hasBody = request.getMethod().equals("PUT") || request.getMethod().equals("POST");
    Request forwarded =
        new Request.Builder()
            .url(endpoint + request.getTarget())
            .headers(headers)
            .method(
                request.getMethod(),
                hasBody
                    ? RequestBody.create(
                        request.getBody() == null ? new byte[0] : request.getBody().toByteArray(),
                        null)
                    : null)
            .build();
    try (Response response = client.newCall(forwarded).execute()) {
      MockResponse.Builder answer =
          new MockResponse.Builder()
              .code(response.code())
              // The body is handed on whole.
              .headers(response.headers().newBuilder().removeAll("Transfer-Encoding").build());
      byte[] body = response.body().bytes();
      if (!request.getMethod().equals("HEAD")) {
        answer.body(new Buffer().write(body));
      }
      return answer.build();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    front.close();
    client.connectionPool().evictAll();
  }
}
