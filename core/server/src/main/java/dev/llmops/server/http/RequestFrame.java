package dev.llmops.server.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Gives every request its id, and refuses bodies in an encoding that nobody here reads. */
final class RequestFrame extends Handler.Wrapper {

  static final String REQUEST_ID = "X-Request-Id";

  private static final String ATTRIBUTE = RequestFrame.class.getName();
  private static final Pattern ACCEPTED_ID = Pattern.compile("[!-~]{1,128}");
  private static final Set<String> ENCODINGS = Set.of("gzip", "x-gzip", "identity");

  private final ReplyWriter writer;
  private final ProblemMapper problems;

  RequestFrame(ReplyWriter writer, ProblemMapper problems, Handler next) {
    super(next);
    this.writer = writer;
    this.problems = problems;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String sent = request.getHeaders().get(REQUEST_ID);
    String id =
        sent != null && ACCEPTED_ID.matcher(sent).matches() ? sent : UUID.randomUUID().toString();
    request.setAttribute(ATTRIBUTE, id);
    response.getHeaders().put(REQUEST_ID, id);
    // A handler may think for longer than a connection may be idle; reads and writes still time
    // out.
    request.addIdleTimeoutListener(timeout -> false);
    String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    if (encoding != null && !ENCODINGS.contains(encoding.strip().toLowerCase(Locale.ROOT))) {
      writer.write(problems.reply(unsupported()), request, response, callback);
      return true;
    }
    return super.handle(request, response, callback);
  }

  private static HttpProblem unsupported() {
    return new HttpProblem(
        HttpError.UNSUPPORTED_ENCODING,
        "send the body compressed with gzip or not at all",
        List.of(),
        Map.of("Accept-Encoding", "gzip"));
  }

  /** The id of a request; empty when it failed before it got one. */
  static String id(Request request) {
    return request.getAttribute(ATTRIBUTE) instanceof String id ? id : "";
  }
}
