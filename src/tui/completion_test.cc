#include "tui/completion.h"

#include <fstream>

#include "tui/fuzzy.h"

namespace ingot::tui {
namespace {

const std::vector<CommandFacts> kCommands = {
    {"new", "", "a new session"},         {"model", "[id]", "choose the model"},
    {"remodel", "", "make it over"},      {"settings", "<key> [value]", "change a setting"},
    {"compress", "", "summarise it all"}, {"quit", "", "leave"}};

std::vector<Suggestion> no_arguments(std::string_view, std::string_view) { return {}; }

std::string labels(const Suggestions& found) {
  std::string all;
  for (const Suggestion& item : found.items) all += (all.empty() ? "" : " ") + item.label;
  return all;
}

std::string commands_for(std::string_view text) {
  return labels(command_suggestions(text, text.size(), kCommands, no_arguments));
}

// TUI-66
TEST(Completion, CommandsAreFoundByNameThenByDescription) {
  EXPECT_EQ(commands_for("/"), "/new /model /remodel /settings /compress /quit");
  EXPECT_EQ(commands_for("/mo"), "/model /remodel");
  EXPECT_EQ(commands_for("/model"), "/model /remodel");
  EXPECT_EQ(commands_for("/cmp"), "/compress");
  EXPECT_EQ(commands_for("/summ"), "/compress");
  EXPECT_EQ(commands_for("/MODEL"), "/model /remodel");
  EXPECT_EQ(commands_for("/Summ"), "/compress");
  EXPECT_EQ(commands_for("/xyz"), "");
  EXPECT_EQ(commands_for("/etc/hosts"), "");
  EXPECT_EQ(commands_for("text /mo"), "");
}

// TUI-66
TEST(Completion, ArgumentsFollowTheCommand) {
  const auto arguments = [](std::string_view command, std::string_view) -> std::vector<Suggestion> {
    if (command != "model") return {};
    return {{.insert = "gpt-6", .label = "gpt-6", .help = "OpenAI"},
            {.insert = "glm-5", .label = "glm-5", .help = "z.ai"}};
  };
  const auto of = [&](std::string_view text) {
    return labels(command_suggestions(text, text.size(), kCommands, arguments));
  };
  EXPECT_EQ(of("/model "), "gpt-6 glm-5");
  EXPECT_EQ(of("/model gl"), "glm-5");
  EXPECT_EQ(of("/model glm-5"), "");  // nothing is left to say
  EXPECT_EQ(of("/quit "), "");
}

// TUI-65
TEST(Completion, AMentionIsAWordBehindABlank) {
  const auto wanted = [](std::string_view text) {
    const auto mention = mention_at(text, text.size());
    return mention ? mention->wanted + "<" + std::to_string(mention->begin) : "none";
  };
  EXPECT_EQ(wanted("see @src/a"), "src/a<5");
  EXPECT_EQ(wanted("@"), "<1");
  EXPECT_EQ(wanted("a\n@b"), "b<3");
  EXPECT_EQ(wanted("me@example"), "none");
  EXPECT_EQ(wanted("@a b"), "none");
  EXPECT_EQ(wanted("@\"a b"), "a b<1");
  EXPECT_EQ(wanted("@\"a b\" c"), "none");
  EXPECT_EQ(wanted("@a.c#L1"), "none");
  EXPECT_EQ(mention_of("a.c"), "a.c ");
  EXPECT_EQ(mention_of("a b.c"), "\"a b.c\" ");
  EXPECT_EQ(mention_of("a b/"), "\"a b/");
}

// TUI-68
TEST(Completion, PathsOfAShellCommand) {
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "ingot-completion";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / "my folder");
  std::ofstream(folder / "my file") << "x";
  std::ofstream(folder / ".hidden") << "x";
  using Paths = std::vector<std::string>;
  EXPECT_EQ(complete_path("my", folder), (Paths{"my file", "my folder/"}));
  EXPECT_EQ(complete_path("", folder), (Paths{"my file", "my folder/"}));
  EXPECT_EQ(complete_path(".h", folder), (Paths{".hidden"}));
  EXPECT_EQ(complete_path(folder.string() + "/my fo", "/"),
            (Paths{folder.string() + "/my folder/"}));
  EXPECT_EQ(common_prefix({"my file", "my folder/"}), "my f");
  EXPECT_EQ(shell_quoted("my $file"), "my\\ \\$file");
  const std::string command = "cat 'my fi";
  const ShellWord word = shell_word_at(command, command.size());
  EXPECT_EQ(word.begin, 4U);
  EXPECT_EQ(word.path, "my fi");
  EXPECT_EQ(shell_word_at("ls;cat my\\ f", 12).path, "my f");
  std::filesystem::remove_all(folder);
}

TEST(Fuzzy, PrefersWholeWordsAndTheFilesOwnName) {
  const auto better = [](std::string_view wanted, std::string_view first, std::string_view second) {
    const auto score = [&](std::string_view path) {
      const std::size_t slash = path.rfind('/');
      return fuzzy_score(path, wanted, slash == std::string_view::npos ? 0 : slash + 1)
          .value_or(-1000000);
    };
    return score(first) > score(second);
  };
  EXPECT_TRUE(better("gam", "src/deep/gamma.py", "gallery/map.py"));
  EXPECT_TRUE(better("main", "src/main.cc", "domain/x.cc"));
  EXPECT_TRUE(better("main", "main.cc", "src/main.cc"));
  EXPECT_TRUE(better("fi", "file_index.cc", "a/fuzzy_info.cc"));
  EXPECT_FALSE(fuzzy_score("abc", "abd"));
  std::vector<std::size_t> letters;
  fuzzy_score("src/gamma.py", "gy", 4, &letters);
  EXPECT_EQ(letters, (std::vector<std::size_t>{4, 11}));
}

}  // namespace
}  // namespace ingot::tui
