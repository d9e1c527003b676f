package dev.llmops.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class JunitReportTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static final JsonNode RUN =
      json(
          """
          {'id':'r1','name':'','status':'cancelled','failure':null,'totalSamples':6,
           'createdAt':'2026-01-31T12:00:00Z','startedAt':'2026-01-31T12:00:01.5Z','endedAt':'2026-01-31T12:00:04Z',
           'spec':{'dataset':'team/reviews','datasetVersion':2,'prompt':'p','promptVersion':'1.0.0',
                   'provider':{'instance':'main'}},
           'summary':{'total':6,'scored':2,'passed':1,'failed':1,'skipped':3,'passRate':0.5,
                      'metrics':[{'metric':'brief','mean':0.4}],'latencyMillis':{'p99':120.5}}}
          """);

  private static final List<JsonNode> RESULTS =
      List.of(
          json(
              "{'sampleId':'a','position':0,'outcome':'passed','latencyMillis':12.5,'answer':'ok'}"),
          json(
              """
              {'sampleId':'b<&','position':1,'outcome':'not_passed','latencyMillis':20,'answer':'no \\u0007 ]]> \\ud83d',
               'scores':[{'metric':'brief','value':0.2,'passed':false,'reason':'too long'},
                         {'metric':'exact','value':1,'passed':true,'reason':''}]}
              """),
          json(
              """
              {'sampleId':'c','position':3,'outcome':'failed','latencyMillis':null,'answer':null,'scores':[],
               'failure':{'code':'provider:timeout','message':'no answer'}}
              """),
          json("{'sampleId':'d','position':4,'outcome':'skipped','latencyMillis':3,'answer':'x'}"));

  private Document report() throws Exception {
    Path file = folder.resolve("report.xml");
    new JunitReport(RUN, List.of("The pass rate 50.0 % is below 0.8."))
        .write(file, RESULTS::forEach);
    assertThat(Files.size(file)).isPositive();
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(JunitReportTest.class.getResource("junit.xsd"))
        .newValidator()
        .validate(new StreamSource(file.toFile()));
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
  }

  private static Element testCase(Document report, int index) {
    return (Element) report.getElementsByTagName("testcase").item(index);
  }

  @Test
  void keepsFailuresErrorsAndSkippedSamplesApart() throws Exception {
    Document report = report();
    Element suite = (Element) report.getElementsByTagName("testsuite").item(0);

    assertThat(suite.getAttribute("tests")).isEqualTo("6");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("errors")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("3");
    assertThat(suite.getAttribute("time")).isEqualTo("2.500");
    assertThat(report.getElementsByTagName("testcase").getLength()).isEqualTo(6);
    assertThat(report.getElementsByTagName("failure").getLength()).isEqualTo(1);
    assertThat(report.getElementsByTagName("error").getLength()).isEqualTo(1);
    assertThat(report.getElementsByTagName("skipped").getLength()).isEqualTo(3);
  }

  @Test
  void tellsWhyASampleFailed() throws Exception {
    Document report = report();
    Element failure = (Element) report.getElementsByTagName("failure").item(0);
    Element error = (Element) report.getElementsByTagName("error").item(0);

    assertThat(testCase(report, 1).getAttribute("name")).isEqualTo("b<&");
    assertThat(failure.getAttribute("message"))
        .contains("brief", "too long")
        .doesNotContain("exact");
    assertThat(failure.getTextContent()).isEqualTo("answer: no \uFFFD ]]> \uFFFD");
    assertThat(error.getAttribute("type")).isEqualTo("provider:timeout");
    assertThat(error.getAttribute("message")).isEqualTo("no answer");
    assertThat(testCase(report, 0).getAttribute("time")).isEqualTo("0.013");
  }

  @Test
  void hasThePassRateAndTheGateAmongItsProperties() throws Exception {
    Document report = report();
    String properties = Files.readString(folder.resolve("report.xml"));

    assertThat(properties)
        .contains("name=\"pass-rate\" value=\"0.5\"", "name=\"gate\" value=\"failed\"");
    assertThat(report.getElementsByTagName("system-out").item(0).getTextContent())
        .contains("is below 0.8");
  }
}
