#include <cstdio>
#include <random>

#include "diff/compare.h"
#include "diff/unified.h"

namespace ingot::diff {
namespace {

std::string join(const std::vector<std::string_view>& lines, std::size_t begin, std::size_t end) {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) out += lines[i];
  return out;
}

// Carries out the changes; anything but `new_text` is a wrong script.
std::string rebuilt(std::string_view old_text, std::string_view new_text) {
  const auto old_lines = split_lines(old_text);
  const auto new_lines = split_lines(new_text);
  std::string out;
  std::size_t at = 0;
  std::size_t new_at = 0;
  for (const Change& change : compare(old_lines, new_lines)) {
    EXPECT_TRUE(at == 0 || change.old_begin > at) << "changes touch";
    new_at += change.old_begin - at;
    EXPECT_EQ(change.new_begin, new_at);
    out += join(old_lines, at, change.old_begin);
    out += join(new_lines, change.new_begin, change.new_end);
    at = change.old_end;
    new_at = change.new_end;
  }
  return out + join(old_lines, at, old_lines.size());
}

std::size_t cost(std::string_view old_text, std::string_view new_text) {
  const Unified result = unified(old_text, new_text);
  return result.added + result.removed;
}

// The length of the shortest script, by the textbook table.
std::size_t shortest(std::string_view old_text, std::string_view new_text) {
  const auto a = split_lines(old_text);
  const auto b = split_lines(new_text);
  std::vector<std::vector<std::size_t>> common(a.size() + 1,
                                               std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      common[i][j] =
          a[i] == b[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  return a.size() + b.size() - 2 * common[0][0];
}

std::string random_text(std::mt19937& random, std::size_t max_lines, unsigned alphabet) {
  std::string text;
  const std::size_t lines = random() % (max_lines + 1);
  for (std::size_t i = 0; i < lines; ++i) {
    text += static_cast<char>('a' + random() % alphabet);
    if (i + 1 < lines || random() % 4 != 0) text += '\n';
  }
  return text;
}

TEST(Compare, EqualTextsHaveNoChanges) {
  EXPECT_TRUE(compare(split_lines("a\nb\n"), split_lines("a\nb\n")).empty());
  EXPECT_TRUE(compare({}, {}).empty());
}

TEST(Compare, EveryPairOfShortTextsGetsAShortestScript) {
  // All texts of up to five lines over two letters, against each other.
  std::vector<std::string> texts;
  for (unsigned length = 0; length <= 5; ++length) {
    for (unsigned bits = 0; bits < 1U << length; ++bits) {
      std::string text;
      for (unsigned i = 0; i < length; ++i) text += (bits >> i & 1U) != 0 ? "x\n" : "y\n";
      texts.push_back(text);
    }
  }
  for (const std::string& a : texts) {
    for (const std::string& b : texts) {
      ASSERT_EQ(rebuilt(a, b), b);
      ASSERT_EQ(cost(a, b), shortest(a, b)) << "from\n" << a << "to\n" << b;
    }
  }
}

TEST(Compare, RandomTextsGetAShortestScript) {
  std::mt19937 random(7);
  for (int i = 0; i < 3000; ++i) {
    const unsigned alphabet = 2 + static_cast<unsigned>(random() % 12);
    const std::string a = random_text(random, 40, alphabet);
    const std::string b = random_text(random, 40, alphabet);
    ASSERT_EQ(rebuilt(a, b), b);
    ASSERT_EQ(cost(a, b), shortest(a, b)) << "from\n" << a << "to\n" << b;
  }
}

TEST(Compare, LargeShuffledTextsStayCorrectAndQuick) {
  std::mt19937 random(11);
  std::vector<int> numbers(60000);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<int>(i % 5000);
  std::string a;
  for (const int number : numbers) a += std::to_string(number) + '\n';
  std::shuffle(numbers.begin(), numbers.end(), random);
  std::string b;
  for (const int number : numbers) b += std::to_string(number) + '\n';
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(rebuilt(a, b), b);
  // Without the bound this takes minutes; the limit leaves room for sanitizers and busy machines.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
}

TEST(Compare, AnInsertionAmongRepeatedLinesIsMovedDown) {
  const auto changes = compare(split_lines("{\n}\n"), split_lines("{\n}\n{\n}\n"));
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0], (Change{2, 2, 2, 4}));
}

TEST(Unified, ShowsThreeLinesOfContext) {
  const Unified result = unified("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
                                 {.old_name = "a/x", .new_name = "b/x"});
  EXPECT_EQ(result.text, "--- a/x\n+++ b/x\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  EXPECT_EQ(result.added, 1U);
  EXPECT_EQ(result.removed, 1U);
}

TEST(Unified, ChangesWhoseContextsTouchShareAHunk) {
  const std::string old_text = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
  EXPECT_EQ(unified(old_text, "one\n2\n3\n4\n5\n6\n7\neight\n9\n10\n").text,
            "@@ -1,10 +1,10 @@\n-1\n+one\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n+eight\n 9\n 10\n");
  EXPECT_EQ(unified(old_text, "one\n2\n3\n4\n5\n6\n7\n8\nnine\n10\n").text,
            "@@ -1,4 +1,4 @@\n-1\n+one\n 2\n 3\n 4\n@@ -6,5 +6,5 @@\n 6\n 7\n 8\n-9\n+nine\n 10\n");
}

TEST(Unified, SaysWhereAFinalNewlineIsMissing) {
  EXPECT_EQ(unified("a", "a\n").text, "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
  EXPECT_EQ(unified("", "a").text, "@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n");
}

TEST(Unified, CountsEverythingButPrintsAtMostTheLimit) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += std::to_string(i) + '\n';
  const Unified result = unified("", text, {.max_lines = 200});
  EXPECT_EQ(std::count(result.text.begin(), result.text.end(), '\n'), 200);
  EXPECT_EQ(result.left_out, 101U);
  EXPECT_EQ(result.added, 300U);
}

TEST(Unified, CutsLongLinesBetweenCharacters) {
  EXPECT_EQ(unified("", "ééé\n", {.max_line_bytes = 3}).text, "@@ -0,0 +1 @@\n+é…\n");
}

// git is a second opinion on the patch format.
TEST(Unified, GitAppliesWhatWePrint) {
  if (std::system("git --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "no git";
  const auto folder = std::filesystem::temp_directory_path() /
                      ("ingot-diff-" + std::to_string(std::random_device{}()));
  std::filesystem::create_directories(folder);
  std::mt19937 random(23);
  for (int i = 0; i < 60; ++i) {
    const std::string a = random_text(random, 30, 6);
    const std::string b = random_text(random, 30, 6);
    if (a == b || a.empty() || b.empty()) continue;
    std::ofstream(folder / "f") << a;
    std::ofstream(folder / "p") << unified(a, b, {.old_name = "a/f", .new_name = "b/f"}).text;
    const std::string command =
        "cd '" + folder.string() + "' && GIT_CEILING_DIRECTORIES=/ git apply --whitespace=nowarn p";
    ASSERT_EQ(std::system(command.c_str()), 0) << "from\n" << a << "to\n" << b;
    std::ifstream in(folder / "f");
    const std::string got((std::istreambuf_iterator<char>(in)), {});
    ASSERT_EQ(got, b);
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace ingot::diff
