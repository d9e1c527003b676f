package dev.llmops.provider.http;

import dev.llmops.spi.config.Secret;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks settings that every provider over HTTP has, and makes addresses of them. */
public final class BaseUrl {

  private BaseUrl() {}

  /** What is wrong with an address and a key, none of which is shown. */
  public static List<String> problems(URI baseUrl, Optional<Secret> apiKey) {
    List<String> problems = new ArrayList<>();
    if (!isHttp(baseUrl)) {
      problems.add("base-url must be an http or https address with a host");
    } else if (baseUrl.getRawUserInfo() != null
        || baseUrl.getRawQuery() != null
        || baseUrl.getRawFragment() != null) {
      problems.add("base-url must end with its path; user, query and fragment have no place in it");
    }
    if (apiKey.isPresent() && !apiKey.get().reveal().matches("[\\x21-\\x7e]+")) {
      problems.add(
          "api-key is empty or holds white space or another character that a header cannot carry;"
              + " check where it is read from, or leave it out");
    }
    return problems;
  }

  private static boolean isHttp(URI url) {
    return ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
        && url.getHost() != null;
  }

  /** The address with a path that begins with a slash. */
  public static URI resolve(URI baseUrl, String path) {
    return URI.create(baseUrl.toString().replaceAll("/+$", "") + path);
  }
}
