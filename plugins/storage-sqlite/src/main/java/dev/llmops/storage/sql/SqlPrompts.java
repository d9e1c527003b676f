package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.integer;
import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.prompt.IncludedPrompt;
import dev.llmops.model.prompt.PromptApproval;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.spi.storage.PromptStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jooq.Cursor;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** Prompt versions, what they include, their approvals, and labels. */
final class SqlPrompts implements PromptStore {

  private static final Table<Record> VERSIONS = table("prompt_version");
  private static final Table<Record> LABELS = table("prompt_label");
  private static final Field<String> PROMPT = text("prompt");
  private static final Field<String> VERSION = text("version");
  private static final Field<String> CONTENT = text("content");
  private static final Field<String> MESSAGES = text("messages");
  private static final Field<String> INCLUDES = text("includes");
  private static final Field<String> VARIABLES = text("variables");
  private static final Field<String> CONFIG = text("config");
  private static final Field<String> DESCRIPTION = text("description");
  private static final Field<String> TAGS = text("tags");
  private static final Field<String> METADATA = text("metadata");
  private static final Field<String> AUTHOR = text("author");
  private static final Field<String> COMMIT_MESSAGE = text("commit_message");
  private static final Field<String> HASH = text("hash");
  private static final Field<Long> CREATED_AT = number("created_at");
  private static final Table<Record> INCLUDE = table("prompt_include");
  private static final Field<Integer> POSITION = integer("position");
  private static final Field<String> INCLUDED = text("included");
  private static final Field<String> INCLUDED_VERSION = text("included_version");
  private static final Table<Record> APPROVALS = table("prompt_approval");
  private static final Field<String> APPROVER = text("approver");
  private static final Field<String> NOTE = text("note");
  private static final Field<Long> APPROVED_AT = number("approved_at");
  private static final Field<String> LABEL = text("label");
  private static final Field<Long> REVISION = number("revision");
  private static final Field<Long> MOVED_AT = number("moved_at");
  private static final Field<String> MOVED_BY = text("moved_by");
  private static final Field<String> REASON = text("reason");

  private static final List<Field<?>> VERSION_FIELDS =
      List.of(
          PROMPT,
          VERSION,
          CONTENT,
          MESSAGES,
          INCLUDES,
          VARIABLES,
          CONFIG,
          DESCRIPTION,
          TAGS,
          METADATA,
          AUTHOR,
          COMMIT_MESSAGE,
          HASH,
          CREATED_AT);
  private static final List<Field<?>> LABEL_FIELDS =
      List.of(PROMPT, LABEL, VERSION, REVISION, MOVED_AT, MOVED_BY, REASON);

  private final SqlSession session;

  SqlPrompts(SqlSession session) {
    this.session = session;
  }

  @Override
  public void insert(PromptVersion version) {
    session.add(
        "version " + version.version() + " of prompt " + version.name(),
        session
            .sql()
            .insertInto(VERSIONS)
            .set(PROMPT, version.name())
            .set(VERSION, version.version())
            .set(CONTENT, version.content())
            .set(MESSAGES, session.write(PromptJson.messages(version.messages())))
            .set(INCLUDES, session.write(PromptJson.includes(version.includes())))
            .set(VARIABLES, session.write(PromptJson.variables(version.variables())))
            .set(CONFIG, session.write(PromptJson.config(version.config())))
            .set(DESCRIPTION, version.description())
            .set(TAGS, session.write(PromptJson.texts(version.tags())))
            .set(METADATA, session.write(version.metadata()))
            .set(AUTHOR, version.author())
            .set(COMMIT_MESSAGE, version.commitMessage())
            .set(HASH, version.hash())
            .set(CREATED_AT, Times.micros(version.createdAt())));
    for (int i = 0; i < version.includes().size(); i++) {
      IncludedPrompt included = version.includes().get(i);
      session
          .sql()
          .insertInto(INCLUDE)
          .set(PROMPT, version.name())
          .set(VERSION, version.version())
          .set(POSITION, i)
          .set(INCLUDED, included.name())
          .set(INCLUDED_VERSION, included.version())
          .execute();
    }
  }

  @Override
  public List<Includer> includers(String prompt) {
    return session
        .sql()
        .selectDistinct(PROMPT, VERSION, INCLUDED_VERSION)
        .from(INCLUDE)
        .where(INCLUDED.eq(prompt))
        .orderBy(PROMPT, VERSION, INCLUDED_VERSION)
        .fetch(row -> new Includer(row.get(PROMPT), row.get(VERSION), row.get(INCLUDED_VERSION)));
  }

  @Override
  public void insert(PromptApproval approval) {
    session.add(
        "the approval of " + approval.approver(),
        session
            .sql()
            .insertInto(APPROVALS)
            .set(PROMPT, approval.prompt())
            .set(VERSION, approval.version())
            .set(APPROVER, approval.approver())
            .set(NOTE, approval.comment())
            .set(APPROVED_AT, Times.micros(approval.approvedAt())));
  }

  @Override
  public void deleteApproval(String prompt, String version, String approver) {
    session.changed(
        "the approval of " + approver,
        session
            .sql()
            .deleteFrom(APPROVALS)
            .where(PROMPT.eq(prompt), VERSION.eq(version), APPROVER.eq(approver))
            .execute());
  }

  @Override
  public List<PromptApproval> approvals(String prompt) {
    return session
        .sql()
        .select(PROMPT, VERSION, APPROVER, NOTE, APPROVED_AT)
        .from(APPROVALS)
        .where(PROMPT.eq(prompt))
        .orderBy(APPROVED_AT, VERSION, APPROVER)
        .fetch(row ->
            new PromptApproval(
                row.get(PROMPT),
                row.get(VERSION),
                row.get(APPROVER),
                row.get(NOTE),
                Times.instant(row.get(APPROVED_AT))));
  }

  @Override
  public void deleteVersion(String prompt, String version) {
    session.sql().deleteFrom(INCLUDE).where(PROMPT.eq(prompt), VERSION.eq(version)).execute();
    session.sql().deleteFrom(APPROVALS).where(PROMPT.eq(prompt), VERSION.eq(version)).execute();
    session.changed(
        "version " + version + " of prompt " + prompt,
        session.sql().deleteFrom(VERSIONS).where(PROMPT.eq(prompt), VERSION.eq(version)).execute());
  }

  @Override
  public List<PromptVersion> versions(String prompt) {
    return session
        .sql()
        .select(VERSION_FIELDS)
        .from(VERSIONS)
        .where(PROMPT.eq(prompt))
        .fetch(this::version);
  }

  @Override
  public void forEachVersion(Consumer<PromptVersion> consumer) {
    try (Cursor<Record> rows =
        session.sql().select(VERSION_FIELDS).from(VERSIONS).orderBy(PROMPT, VERSION).fetchLazy()) {
      for (Record row : rows) {
        consumer.accept(version(row));
      }
    }
  }

  @Override
  public List<PromptLabel> labels(String prompt) {
    return session
        .sql()
        .select(LABEL_FIELDS)
        .from(LABELS)
        .where(PROMPT.eq(prompt))
        .orderBy(LABEL)
        .fetch(SqlPrompts::label);
  }

  @Override
  public List<PromptLabel> allLabels() {
    return session
        .sql()
        .select(LABEL_FIELDS)
        .from(LABELS)
        .orderBy(PROMPT, LABEL)
        .fetch(SqlPrompts::label);
  }

  @Override
  public Optional<PromptLabel> label(String prompt, String label) {
    return session
        .sql()
        .select(LABEL_FIELDS)
        .from(LABELS)
        .where(PROMPT.eq(prompt), LABEL.eq(label))
        .fetchOptional(SqlPrompts::label);
  }

  @Override
  public void putLabel(PromptLabel label) {
    String what = "label " + label.label() + " of prompt " + label.prompt();
    if (label.revision() == 1) {
      session.add(
          what,
          session
              .sql()
              .insertInto(LABELS)
              .set(PROMPT, label.prompt())
              .set(LABEL, label.label())
              .set(VERSION, label.version())
              .set(REVISION, label.revision())
              .set(MOVED_AT, Times.micros(label.movedAt()))
              .set(MOVED_BY, label.movedBy())
              .set(REASON, label.reason()));
      return;
    }
    session.changed(
        what,
        session
            .sql()
            .update(LABELS)
            .set(VERSION, label.version())
            .set(REVISION, label.revision())
            .set(MOVED_AT, Times.micros(label.movedAt()))
            .set(MOVED_BY, label.movedBy())
            .set(REASON, label.reason())
            .where(
                PROMPT.eq(label.prompt()),
                LABEL.eq(label.label()),
                REVISION.eq(label.revision() - 1))
            .execute());
  }

  @Override
  public void deleteLabel(String prompt, String label, long revision) {
    session.changed(
        "label " + label + " of prompt " + prompt,
        session
            .sql()
            .deleteFrom(LABELS)
            .where(PROMPT.eq(prompt), LABEL.eq(label), REVISION.eq(revision))
            .execute());
  }

  private PromptVersion version(Record row) {
    return new PromptVersion(
        row.get(PROMPT),
        row.get(VERSION),
        row.get(CONTENT),
        PromptJson.messages(session.parse(row.get(MESSAGES))),
        PromptJson.includes(session.parse(row.get(INCLUDES))),
        PromptJson.variables(session.parse(row.get(VARIABLES))),
        PromptJson.config(session.parse(row.get(CONFIG))),
        row.get(DESCRIPTION),
        PromptJson.texts(session.parse(row.get(TAGS))),
        session.parse(row.get(METADATA)),
        row.get(AUTHOR),
        row.get(COMMIT_MESSAGE),
        row.get(HASH),
        Times.instant(row.get(CREATED_AT)));
  }

  private static PromptLabel label(Record row) {
    return new PromptLabel(
        row.get(PROMPT),
        row.get(LABEL),
        row.get(VERSION),
        row.get(REVISION),
        Times.instant(row.get(MOVED_AT)),
        row.get(MOVED_BY),
        row.get(REASON));
  }
}
