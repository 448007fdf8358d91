#include "exec/prompt.h"

#include <unistd.h>

#include "exec/tags.h"

namespace ingot::exec {
namespace {

using ::testing::HasSubstr;

// A pipe whose reading end is handed to read_prompt as standard input.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe(ends_), 0); }
  ~Pipe() {
    close_writer();
    ::close(ends_[0]);
  }
  void write(std::string_view bytes) {
    EXPECT_EQ(::write(ends_[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }
  void close_writer() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }
  int reader() const { return ends_[0]; }

 private:
  int ends_[2];
};

Result<Prompt> read(PromptSources sources, std::string_view input) {
  Pipe pipe;
  pipe.write(input);
  pipe.close_writer();
  sources.stdin_fd = pipe.reader();
  return read_prompt(sources, {});
}

PromptSources argument(std::string text) {
  return {.argument = std::move(text), .has_argument = true};
}

// CLI-15, CLI-16
TEST(ReadPrompt, TakesArgumentOrStandardInput) {
  EXPECT_EQ(read(argument("hello"), "")->text, "hello");
  EXPECT_EQ(read(argument("-"), "from stdin")->text, "from stdin");
  EXPECT_EQ(read({}, "from stdin")->text, "from stdin");
}

// CLI-16
TEST(ReadPrompt, NothingOrBlanksIsAUsageError) {
  for (const char* input : {"", " \n\t"}) {
    const auto prompt = read({}, input);
    ASSERT_FALSE(prompt);
    EXPECT_EQ(prompt.error().kind, Error::Kind::invalid_argument);
    EXPECT_THAT(to_text(prompt.error()), HasSubstr("no prompt was given"));
  }
  EXPECT_FALSE(read(argument("  "), ""));
}

// CLI-15
TEST(ReadPrompt, AFileAndAnArgumentExcludeEachOther) {
  PromptSources sources = argument("x");
  sources.file = "/no/such/file";
  EXPECT_FALSE(read(sources, ""));
}

// CLI-17
TEST(ReadPrompt, PipedDataFollowsThePromptInAFrame) {
  EXPECT_EQ(read(argument("Explain"), "data\n")->text, "Explain\n\n<stdin>\ndata\n</stdin>");
  EXPECT_EQ(read(argument("Explain"), "data")->text, "Explain\n\n<stdin>\ndata\n</stdin>");
}

// CLI-18: the parent never writes and never closes.
TEST(ReadPrompt, AnOpenPipeDoesNotHangTheRun) {
  Pipe pipe;
  PromptSources sources = argument("go");
  sources.stdin_fd = pipe.reader();
  sources.first_byte = std::chrono::milliseconds(1);
  const auto prompt = read_prompt(sources, {});
  ASSERT_TRUE(prompt);
  EXPECT_EQ(prompt->text, "go");
  EXPECT_EQ(prompt->notices.size(), 1U);

  sources.ignore_stdin = true;
  EXPECT_TRUE(read_prompt(sources, {})->notices.empty());
}

TEST(ReadPrompt, WaitingForInputCanBeCancelled) {
  Pipe pipe;
  PromptSources sources = argument("go");
  sources.stdin_fd = pipe.reader();
  sources.wait_for_stdin = true;
  std::stop_source stop;
  std::jthread later([&] { stop.request_stop(); });
  const auto prompt = read_prompt(sources, stop.get_token());
  ASSERT_FALSE(prompt);
  EXPECT_EQ(prompt.error().kind, Error::Kind::cancelled);
}

// CLI-19
TEST(ReadPrompt, InvalidBytesAreReplacedAndNulRefused) {
  EXPECT_EQ(read({}, "a\xFFz")->text, "a\xEF\xBF\xBDz");
  EXPECT_FALSE(read({}, std::string_view("a\0b", 3)));
}

// CLI-57
TEST(ParseTag, TakesANameOrAnObject) {
  EXPECT_EQ(parse_tag("ci")->name, "ci");
  const auto tag = parse_tag(R"({"name":"team","value":"platform","metadata":{"k":"v"}})");
  ASSERT_TRUE(tag);
  EXPECT_THAT(tag->metadata, ::testing::ElementsAre(::testing::Pair("value", "platform"),
                                                    ::testing::Pair("k", "v")));
  EXPECT_FALSE(parse_tag(R"({"metadata":{}})"));
  EXPECT_FALSE(parse_tag(R"({"name":"n","metadata":{"k":1}})"));
  EXPECT_FALSE(parse_tag("{"));
  EXPECT_FALSE(parse_tag(" "));
}

}  // namespace
}  // namespace ingot::exec
