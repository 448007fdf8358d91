#include "args/parser.h"

namespace ingot::args {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Values {
  bool verbose = false, quiet = false, help = false;
  std::string format = "text", model = "default", autonomy;
  std::optional<std::string> append, worktree;
  std::optional<long> turns;
  std::optional<double> cost;
  std::vector<std::string> tags, tools, words;
};

Parser make_parser(Values& v) {
  Parser parser("ingot exec [options] [prompt]", "Runs one prompt and prints what came of it.");
  parser.words(v.words)
      .group("Output")
      .choice("-o, --output-format", "format", {"text", "json", "stream-json"}, v.format,
              "how the result is printed")
      .accept_also("debug", "stream-json")
      .flag("-v, --verbose", v.verbose, "say more")
      .flag("-q, --quiet", v.quiet, "say less")
      .group("Model")
      .value("-m, --model", "id", v.model, "model to use")
      .choice("--auto", "level", {"low", "medium", "high"}, v.autonomy, "autonomy")
      .value("--append-system-prompt", "text", v.append, "text at the end of the system prompt")
      .integer("--max-turns", "n", v.turns, 1, "stop after n model calls")
      .number("--max-cost", "amount", v.cost, 0, "stop when this was spent")
      .list("--tag", "spec", v.tags, "a tag; may be repeated")
      .comma_list("--only-tools", "ids", v.tools, "offer these tools alone")
      .also("--restrict-tools")
      .optional_value("-w, --worktree", "name", v.worktree, "work in a git worktree")
      .flag("--internal", v.quiet, "not for people")
      .hidden()
      .help_flag(v.help);
  return parser;
}

Values parsed(const std::vector<std::string>& arguments) {
  Values values;
  const auto result = make_parser(values).parse(arguments);
  EXPECT_TRUE(result) << to_text(result.error());
  return values;
}

std::string error_of(const std::vector<std::string>& arguments) {
  Values values;
  const auto result = make_parser(values).parse(arguments);
  if (result) return "no error";
  EXPECT_EQ(result.error().kind, Error::Kind::invalid_argument);
  return to_text(result.error());
}

// CLI-3
TEST(Parser, TakesEverySpellingOfAnOptionWithAValue) {
  using Words = std::vector<std::string>;
  for (const Words& words :
       {Words{"--model", "x-1"}, Words{"--model=x-1"}, Words{"-m", "x-1"}, Words{"-mx-1"},
        Words{"-m=x-1"}, Words{"-vqm", "x-1"}, Words{"-vqmx-1"}}) {
    const Values values = parsed(words);
    EXPECT_EQ(values.model, "x-1") << words[0];
    EXPECT_THAT(values.words, IsEmpty());
    EXPECT_EQ(values.verbose, words[0].substr(0, 3) == "-vq");
  }
}

// CLI-3
TEST(Parser, AfterTwoDashesEverythingIsAWord) {
  const Values values = parsed({"-v", "--", "--model", "-q", "--"});
  EXPECT_TRUE(values.verbose);
  EXPECT_FALSE(values.quiet);
  EXPECT_THAT(values.words, ElementsAre("--model", "-q", "--"));
}

TEST(Parser, WordsAndOptionsMixAndWordsAreKeptAsTheyAre) {
  const Values values = parsed({"fix", "-o", "json", "", "[a,b]", "-", "it = -5"});
  EXPECT_EQ(values.format, "json");
  EXPECT_THAT(values.words, ElementsAre("fix", "", "[a,b]", "-", "it = -5"));
}

TEST(Parser, ValuesMayBeEmptyOrBeginWithADash) {
  const Values values = parsed(
      {"--model=", "--append-system-prompt", "- be brief", "--max-cost", "0.25", "--tag", "-5"});
  EXPECT_EQ(values.model, "");
  EXPECT_EQ(values.append, "- be brief");
  EXPECT_EQ(values.cost, 0.25);
  EXPECT_THAT(values.tags, ElementsAre("-5"));
  EXPECT_EQ(parsed({"--append-system-prompt="}).append, "");
  EXPECT_EQ(parsed({}).append, std::nullopt);
  EXPECT_EQ(parsed({"--model=--verbose"}).model, "--verbose");
}

TEST(Parser, ListsGrowAndOtherOptionsTakeTheLastValue) {
  const Values values =
      parsed({"--tag", "a", "--model", "one", "--tag={\"name\":\"b, c\"}", "--model", "two",
              "--only-tools", "Read,LS", "--restrict-tools=Grep Glob"});
  EXPECT_THAT(values.tags, ElementsAre("a", "{\"name\":\"b, c\"}"));
  EXPECT_THAT(values.tools, ElementsAre("Read", "LS", "Grep", "Glob"));
  EXPECT_EQ(values.model, "two");
}

TEST(Parser, AnOptionalValueMayBeMissing) {
  EXPECT_EQ(parsed({}).worktree, std::nullopt);
  EXPECT_EQ(parsed({"--worktree", "--verbose"}).worktree, "");
  EXPECT_EQ(parsed({"-w"}).worktree, "");
  EXPECT_EQ(parsed({"-w", "spike"}).worktree, "spike");
  EXPECT_EQ(parsed({"--worktree=spike"}).worktree, "spike");
}

TEST(Parser, OldSpellingsWorkAndMeanTheNewOnes) {
  EXPECT_EQ(parsed({"-o", "debug"}).format, "stream-json");
  EXPECT_TRUE(parsed({"--internal"}).quiet);
}

TEST(Parser, HelpEndsParsingSoThatLaterMistakesDoNotMatter) {
  EXPECT_TRUE(parsed({"--help", "--bogus"}).help);
  EXPECT_TRUE(parsed({"-vh", "--bogus"}).help);
}

// CLI-1
TEST(Parser, AnUnknownOptionIsNamedWithTheNearestKnownOne) {
  EXPECT_EQ(error_of({"--modle", "x"}), "unknown option \"--modle\"; did you mean \"--model\"?");
  EXPECT_EQ(error_of({"-model", "x"}), "unknown option \"-model\"; did you mean \"--model\"?");
}

// CLI-1
TEST(Parser, AMissingValueIsNamedEvenWhenAnOptionFollows) {
  EXPECT_EQ(error_of({"fix", "--model"}), "option \"--model\" needs a value; write --model=<id>");
  EXPECT_EQ(error_of({"-m", "--verbose", "fix"}), "option \"-m\" needs a value; write -m <id>");
  EXPECT_EQ(error_of({"-m", "-v"}), "option \"-m\" needs a value; write -m <id>");
  EXPECT_EQ(error_of({"-m", "--"}), "option \"-m\" needs a value; write -m <id>");
}

// CLI-1
TEST(Parser, AValueOutsideTheListIsNamedWithTheNearestOne) {
  EXPECT_EQ(error_of({"--auto", "hihg"}),
            "--auto: \"hihg\" is none of low, medium, high; did you mean \"high\"?");
  EXPECT_EQ(error_of({"-oyaml"}), "-o: \"yaml\" is none of text, json, stream-json");
}

TEST(Parser, NumbersAreCheckedToTheLastCharacter) {
  EXPECT_EQ(parsed({"--max-turns", "12"}).turns, 12);
  EXPECT_EQ(error_of({"--max-turns", "12x"}), "--max-turns: \"12x\" is not a whole number");
  EXPECT_EQ(error_of({"--max-turns", "1.5"}), "--max-turns: \"1.5\" is not a whole number");
  EXPECT_EQ(error_of({"--max-turns", "0"}), "--max-turns: \"0\" is less than 1");
  EXPECT_EQ(error_of({"--max-turns="}), "--max-turns: \"\" is not a whole number");
  EXPECT_EQ(error_of({"--max-turns", "99999999999999999999"}),
            "--max-turns: \"99999999999999999999\" is not a whole number");
  EXPECT_EQ(error_of({"--max-cost", "inf"}), "--max-cost: \"inf\" is not a number");
  EXPECT_EQ(error_of({"--max-cost", "-1"}), "--max-cost: \"-1\" is less than 0");
}

TEST(Parser, AFlagTakesNoValue) {
  EXPECT_EQ(error_of({"--verbose=no"}), "option \"--verbose\" takes no value");
  EXPECT_EQ(error_of({"-v=no"}), "option \"-v\" takes no value");
}

TEST(Parser, AnUnknownOptionsValueIsNotShown) {
  EXPECT_THAT(error_of({"--api-key=sk-1234567890"}), Not(HasSubstr("sk-")));
  EXPECT_THAT(error_of({"-k=sk-1234567890"}), Not(HasSubstr("sk-")));
}

TEST(Parser, ALetterThatIsNoOptionSuggestsOnlyItsOtherCase) {
  EXPECT_EQ(error_of({"-V"}), "unknown option \"-V\"; did you mean \"-v\"?");
  EXPECT_EQ(error_of({"-x"}), "unknown option \"-x\"; --help lists the options");
  EXPECT_EQ(error_of({"-vx"}), "unknown option \"-x\"; --help lists the options");
}

TEST(Parser, WithoutDeclaredWordsAWordIsAnError) {
  bool json = false;
  Parser parser("ingot models", "");
  parser.flag("--json", json, "as JSON");
  const auto result = parser.parse({"json"});
  ASSERT_FALSE(result);
  EXPECT_EQ(to_text(result.error()), "unexpected argument \"json\"; did you mean \"--json\"?");
}

TEST(Parser, HelpIsGroupedAlignedAndWrapped) {
  bool json = false;
  std::string model, format;
  Parser parser("ingot models [options]", "Shows the configured models and where each comes from.");
  parser.group("Output")
      .flag("--json", json, "as JSON, for programs: one object a line, in the order of the files")
      .choice("-f, --format", "name", {"wide", "narrow"}, format, "shape of the table")
      .group("Choice")
      .value("--a-rather-long-option-name", "placeholder", model, "help on its own line")
      .section("Examples",
               "  ingot models --json\nText that is wrapped where the line would end otherwise.");
  EXPECT_EQ(parser.help(50),
            "Usage: ingot models [options]\n"
            "\n"
            "Shows the configured models and where each comes\n"
            "from.\n"
            "\n"
            "Output\n"
            "      --json           as JSON, for programs: one\n"
            "                       object a line, in the order\n"
            "                       of the files\n"
            "  -f, --format <name>  shape of the table: wide,\n"
            "                       narrow\n"
            "\n"
            "Choice\n"
            "      --a-rather-long-option-name <placeholder>\n"
            "                       help on its own line\n"
            "\n"
            "Examples\n"
            "  ingot models --json\n"
            "  Text that is wrapped where the line would end\n"
            "  otherwise.\n");
  Values values;
  const std::string help = make_parser(values).help();
  EXPECT_THAT(help, Not(HasSubstr("--internal")));
  EXPECT_THAT(help, Not(HasSubstr("--restrict-tools")));
  EXPECT_THAT(help, Not(HasSubstr("debug")));
}

TEST(Parser, ParsesInFarLessThanAMillisecond) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) parsed({"-vo", "json", "--tag=a", "--model", "x", "fix", "it"});
  const auto each = (std::chrono::steady_clock::now() - begin) / 20;
  EXPECT_LT(each, std::chrono::milliseconds(5));  // with sanitizers, on a busy machine
}

}  // namespace
}  // namespace ingot::args
