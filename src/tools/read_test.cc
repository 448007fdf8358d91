#include "tools/line_window.h"
#include "tools/tool_fixture.h"

namespace ingot::tools {
namespace {

using namespace std::string_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class Read : public ToolTest {
 protected:
  std::string read(std::string_view name, std::string_view more = "") {
    return call(*tool, "{\"file_path\":\"" + std::string(name) + "\"" + std::string(more) + "}");
  }
  std::unique_ptr<Tool> tool = make_read_tool();
};

std::string numbered_lines(int count) {
  std::string text;
  for (int i = 1; i <= count; ++i) text += std::to_string(i) + "\n";
  return text;
}

TEST_F(Read, ReturnsTheLinesAsTheyAre) {
  write("a.txt", "one\n  two\n\nthree\n");
  EXPECT_EQ(read("a.txt"), "one\n  two\n\nthree");
  EXPECT_EQ(read(path("a.txt").string()), "one\n  two\n\nthree");
  write("crlf.txt", "one\r\ntwo\r\n");
  EXPECT_EQ(read("crlf.txt"), "one\ntwo");
}

TEST_F(Read, AnEmptyFileSaysSo) {
  write("empty", "");
  EXPECT_EQ(read("empty"), "[Empty file]");
}

TEST_F(Read, StopsAfter2400LinesAndSaysHowToGoOn) {
  write("long", numbered_lines(3000));
  const std::string text = read("long");
  EXPECT_THAT(text, EndsWith("\n2400\n[Lines 1-2400 of 3000. Continue with offset=2400]"));
  const std::string rest = read("long", ",\"offset\":2400");
  EXPECT_THAT(rest, StartsWith("2401\n"));
  EXPECT_THAT(rest, EndsWith("\n3000\n[Lines 2401-3000 of 3000]"));
  write("just", numbered_lines(2400));
  EXPECT_THAT(read("just"), EndsWith("\n2400"));
}

TEST_F(Read, LimitAndOffsetChooseTheLines) {
  write("a", numbered_lines(9));
  EXPECT_EQ(read("a", ",\"offset\":2,\"limit\":3"),
            "3\n4\n5\n[Lines 3-5 of 9. Continue with offset=5]");
  EXPECT_EQ(read("a", ",\"offset\":\"8\",\"limit\":\"3\""), "9\n[Lines 9-9 of 9]");
}

TEST_F(Read, AnOffsetPastTheEndIsAnErrorWithTheLineCount) {
  write("a", numbered_lines(5));
  EXPECT_EQ(read("a", ",\"offset\":5"), "Error: offset 5 is past the end of a, which has 5 lines");
}

TEST_F(Read, StopsAfter100KB) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += std::string(999, 'x') + "\n";
  write("wide", text);
  const std::string out = read("wide");
  EXPECT_LE(out.size(), kReadBytes + 100);
  EXPECT_THAT(out, EndsWith("[Lines 1-102 of 200. Continue with offset=102]"));
}

TEST_F(Read, LongLinesAreCutByCharacters) {
  std::string line;
  for (int i = 0; i < 2500; ++i) line += "é";
  write("a", line + "\nnext\n");
  std::string shown;
  for (int i = 0; i < 2000; ++i) shown += "é";
  EXPECT_EQ(read("a"), shown + "… [+500 chars]\nnext");
}

TEST_F(Read, LineNumbersOnRequest) {
  write("a", "x\ny\n");
  EXPECT_EQ(read("a", ",\"line_numbers\":true"), "     1\tx\n     2\ty");
}

TEST_F(Read, AMissingFileBringsSimilarNames) {
  write("src/parser.cc", "");
  write("src/parser.h", "");
  write("src/other.cc", "");
  EXPECT_THAT(read("src/parsr.cc"),
              StartsWith("Error: src/parsr.cc does not exist; similar names: src/parser.cc, "
                         "src/parser.h"));
  EXPECT_THAT(read("/src/parser.cc"), HasSubstr("similar names: src/parser.cc"));
  EXPECT_THAT(read("scr/parser.cc"), HasSubstr("similar names: src"));
  EXPECT_EQ(read("zzzzzzzz/qqqq"), "Error: zzzzzzzz/qqqq does not exist");
}

TEST_F(Read, ADirectoryPointsToLS) {
  write("d/a", "");
  EXPECT_EQ(read("d"), "Error: d is a directory; use LS to list it");
}

TEST_F(Read, AFifoIsRefusedWithoutWaiting) {
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(read("pipe"), "Error: pipe is not a regular file");
}

TEST_F(Read, BinaryFilesAreNamedWithTypeAndSize) {
  write("prog",
        "\x7F"
        "ELF\2\1\1\0\0\0\0\0"s);
  EXPECT_EQ(read("prog"), "Error: prog is not text: ELF binary, 12 bytes");
  write("data", "a\0b\1"s + std::string(4096, '\2'));
  EXPECT_EQ(read("data"), "Error: data is not text: binary data, 4.0 KB");
}

std::string png(std::uint32_t width, std::uint32_t height, std::size_t size) {
  std::string bytes = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s;
  for (const std::uint32_t value : {width, height}) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFFU);
  }
  bytes.resize(size, '\0');
  return bytes;
}

TEST_F(Read, ImagesComeAsImages) {
  const std::string bytes = png(640, 480, 2048);
  write("a.bin", bytes);
  const ToolOutput output = run(*tool, R"({"file_path":"a.bin"})");
  ASSERT_EQ(output.blocks.size(), 2U);
  EXPECT_EQ(text_of(output), "[a.bin: PNG image, 640x480 pixels, 2.0 KB]");
  EXPECT_EQ(std::get<chat::Image>(output.blocks[1]),
            (chat::Image{.media_type = "image/png", .data = bytes}));
}

TEST_F(Read, ATextOnlyModelGetsALine) {
  context.takes_images = false;
  write("a.png", png(640, 480, 2048));
  EXPECT_EQ(read("a.png"),
            "[a.png: PNG image, 640x480 pixels, 2.0 KB; this model does not take images]");
}

TEST_F(Read, ImagesBeyondTheLimitsAreRefusedWithBothNumbers) {
  write("big.png", png(640, 480, (5U << 20U) + 1));
  EXPECT_EQ(
      read("big.png"),
      "Error: big.png is a PNG image, 640x480 pixels, 5.0 MB; images are returned up to 5 MB. "
      "Make a smaller copy and read that");
  write("wide.png", png(9000, 20, 100));
  EXPECT_THAT(read("wide.png"), HasSubstr("9000x20 pixels, 100 bytes; at most 8000 pixels a side"));
  write("a.bmp", "BM"s + std::string(60, '\0'));
  EXPECT_THAT(read("a.bmp"), HasSubstr("only PNG, JPEG, GIF and WebP images up to 5 MB"));
  write("a.tif", "II*\0aaaa"s);
  EXPECT_THAT(read("a.tif"), StartsWith("Error: a.tif is a TIFF image"));
}

TEST_F(Read, NotebooksComeAsCells) {
  write("a.ipynb", R"json({"cells":[
    {"cell_type":"markdown","source":["# Title\n","text"]},
    {"cell_type":"code","source":"print(1)","outputs":[
      {"output_type":"stream","text":["1\n"]},
      {"output_type":"execute_result","data":{"text/plain":"2","image/png":"AAAA"}},
      {"output_type":"error","ename":"ValueError","evalue":"no"}]}]})json");
  EXPECT_EQ(
      read("a.ipynb"),
      "[Cell 1: markdown]\n# Title\ntext\n[Cell 2: code]\nprint(1)\n[Output]\n1\n[Output]\n2\n"
      "[Output: image/png]\n[Error]\nValueError: no");
  write("broken.ipynb", "{\"cells\": 1}");
  EXPECT_EQ(read("broken.ipynb"), "{\"cells\": 1}");
}

// CLI-79
TEST_F(Read, OtherEncodingsAreShownAsText) {
  write("latin", "caf\xE9\n");
  EXPECT_EQ(read("latin"), "café");
  write("wide", "\xFF\xFEh\0i\0\r\0\n\0"s);
  EXPECT_EQ(read("wide"), "hi");
  write("bom", "\xEF\xBB\xBFhi\n");
  EXPECT_EQ(read("bom"), "hi");
}

TEST_F(Read, KnownSecretsAreHidden) {
  redactor.add(Secret("sk-very-secret-value"));
  write(".env", "KEY=sk-very-secret-value\n");
  EXPECT_EQ(read(".env"), "KEY=[redacted]");
}

TEST_F(Read, ALineOf100MBTakesLittleMemoryAndTime) {
  {
    std::ofstream out(path("huge"), std::ios::binary);
    const std::string piece(1U << 20U, 'x');
    for (int i = 0; i < 100; ++i) out << piece;
    out << "\nlast\n";
  }
  const auto start = std::chrono::steady_clock::now();
  const std::string text = read("huge");
  EXPECT_EQ(text, std::string(2000, 'x') + "… [+104855600 chars]\nlast");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST_F(Read, AFileOfManyLinesBeyondTheMemoryLimitIsCountedToItsEnd) {
  {
    std::ofstream out(path("huge"), std::ios::binary);
    for (int i = 0; i < 2000000; ++i) out << "line " << i << '\n';
  }
  EXPECT_EQ(read("huge", ",\"offset\":1999998"),
            "line 1999998\nline 1999999\n[Lines 1999999-2000000 of 2000000]");
}

TEST_F(Read, AStopRequestedBeforeItBeginsCancels) {
  write("a", "x");
  stop.request_stop();
  EXPECT_EQ(read("a"), "Cancelled by user");
}

// CLI-76
TEST_F(Read, EffectsNameTheFileBehindALink) {
  write("real", "x");
  std::filesystem::create_symlink("real", path("link"));
  const auto result = effects(*tool, R"({"file_path":"link"})");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->reads, std::vector<std::filesystem::path>{path("real")});
  EXPECT_EQ(result->detail, "Read link");
  EXPECT_EQ(effects(*tool, "{}").error().kind, Error::Kind::invalid_argument);
}

// CLI-75
TEST_F(Read, WrongParametersAreExplained) {
  EXPECT_EQ(call(*tool, "{}"),
            "Error: the required parameter `file_path` is missing; example: "
            "{\"file_path\":\"/project/src/main.cc\"}");
  write("a", "x\n");
  EXPECT_EQ(read("a", ",\"colour\":1"), "x\n[Unknown parameter `colour` ignored]");
}

class Ls : public ToolTest {
 protected:
  std::unique_ptr<Tool> tool = make_ls_tool();
};

TEST_F(Ls, SortsWithoutCaseAndMarksFoldersAndLinks) {
  write("b.txt", "");
  write("A.txt", "");
  write(".hidden", "");
  write("c/inner", "");
  std::filesystem::create_symlink("b.txt", path("link"));
  std::filesystem::create_symlink("gone", path("dangling"));
  EXPECT_EQ(call(*tool, "{}"), ".hidden\nA.txt\nb.txt\nc/\ndangling -> gone\nlink -> b.txt");
  EXPECT_EQ(call(*tool, R"({"ignorePatterns":"*.txt"})"),
            ".hidden\nc/\ndangling -> gone\nlink -> b.txt");
  EXPECT_EQ(call(*tool, R"({"directory_path":"c"})"), "inner");
}

TEST_F(Ls, SaysThatAFolderIsEmptyMissingOrNone) {
  std::filesystem::create_directory(path("d"));
  write("f", "");
  EXPECT_EQ(call(*tool, R"({"directory_path":"d"})"), "(empty directory)");
  EXPECT_EQ(call(*tool, R"({"directory_path":"f"})"),
            "Error: f is not a directory; use Read for files");
  EXPECT_EQ(call(*tool, R"({"directory_path":"zzzzz"})"), "Error: zzzzz does not exist");
}

TEST_F(Ls, Stops500EntriesAndCountsTheRest) {
  for (int i = 0; i < 503; ++i) write("d/" + std::to_string(1000 + i), "");
  EXPECT_THAT(call(*tool, R"({"directory_path":"d"})"), EndsWith("\n1499\n[3 more entries]"));
}

TEST_F(Ls, StopsAfter50KB) {
  for (int i = 0; i < 300; ++i) write("d/" + std::to_string(1000 + i) + std::string(200, 'n'), "");
  const std::string text = call(*tool, R"({"directory_path":"d"})");
  EXPECT_LT(text.size(), 50U * 1024 + 100);
  EXPECT_THAT(text, HasSubstr(" more entries]"));
}

TEST_F(Ls, PrintsATree) {
  write("a/b/c/d", "");
  write("z", "");
  EXPECT_EQ(call(*tool, R"({"depth":2})"), "a/\n  b/\nz");
  EXPECT_EQ(call(*tool, R"({"depth":"3"})"), "a/\n  b/\n    c/\nz");
  EXPECT_THAT(call(*tool, R"({"depth":4})"), HasSubstr("`depth` must be 1, 2 or 3"));
}

}  // namespace
}  // namespace ingot::tools
