package dev.llmops.server.http;

import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Gives the errors that Jetty itself raises the form of all others. */
final class ProblemErrorHandler extends ErrorHandler {

  private final ReplyWriter writer;

  ProblemErrorHandler(ReplyWriter writer) {
    this.writer = writer;
  }

  /** By default only GET, POST and HEAD get a body. */
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    String id = RequestFrame.id(request);
    if (!id.isEmpty()) {
      response.getHeaders().put(RequestFrame.REQUEST_ID, id);
    }
    if (code == HttpStatus.SERVICE_UNAVAILABLE_503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, "5");
    }
    writer.write(
        code == HttpStatus.INTERNAL_SERVER_ERROR_500 && cause != null
            ? ProblemMapper.internal(cause) : reply(code, message),
        request,
        response,
        callback);
  }

  private static Reply reply(int code, String message) {
    String title = HttpStatus.getMessage(code);
    String detail =
        switch (code) {
          case 431 -> "the header of the request is too large";
          case 414 -> "the URI of the request is too long";
          case 408 -> "the request came too slowly";
          case 503 -> "the server is stopping or busy; try again";
          case 505 -> "the server speaks HTTP/1.1";
          default ->
              code >= 500 || message == null || message.isBlank()
                  ? title
                  : "the request is not well formed HTTP: " + message;
        };
    return Reply.problem(ProblemBody.of(code, "LLM-WEB-" + code, title, detail, List.of()));
  }
}
