// What a person sees of a change before it is made (PRM-02, TUI-97).
#include "tools/tool_fixture.h"

namespace ingot::tools {
namespace {

class Preview : public ToolTest {
 protected:
  std::string preview(const Tool& tool, std::string_view input) const {
    const auto document = json::Document::parse(input);
    EXPECT_TRUE(document) << input;
    return tool.preview(document->root(), context);
  }
  std::string edit(std::string_view input) const { return preview(*edit_, input); }
  std::string create(std::string_view input) const { return preview(*create_, input); }
  void read(std::string_view name) {
    call(*make_read_tool(), "{\"file_path\":\"" + std::string(name) + "\"}");
  }

  std::unique_ptr<Tool> edit_ = make_edit_tool(), create_ = make_create_tool();
};

TEST_F(Preview, OfAnEditIsWholeLinesWithThoseAround) {
  write("a.c", "int main(void) {\n  return 1;\n}\n");
  read("a.c");
  EXPECT_EQ(edit(R"({"file_path":"a.c","old_str":"1","new_str":"0"})"),
            "@@ -1,3 +1,3 @@\n int main(void) {\n-  return 1;\n+  return 0;\n }\n");
  EXPECT_EQ(content("a.c"), "int main(void) {\n  return 1;\n}\n");
}

TEST_F(Preview, OfAReplacedFileIsTheDifference) {
  write("a", "one\r\ntwo\r\n");
  read("a");
  EXPECT_EQ(create(R"({"file_path":"a","content":"one\n2\n"})"),
            "@@ -1,2 +1,2 @@\n one\n-two\n+2\n");
  EXPECT_EQ(content("a"), "one\r\ntwo\r\n");
}

TEST_F(Preview, CutsNothing) {
  const std::string long_line(5000, 'x');
  std::string text;
  for (int i = 0; i < 500; ++i) text += std::to_string(i) + "\n";
  write("a", "old\n");
  read("a");
  std::string input;
  json::Writer(input)
      .begin_object()
      .member("file_path", "a")
      .member("old_str", "old")
      .member("new_str", text + long_line)
      .end_object();
  const std::string shown = edit(input);
  EXPECT_NE(shown.find("+499\n+" + long_line + "\n"), std::string::npos);
}

TEST_F(Preview, IsEmptyForWhatWouldFailOrIsNew) {
  write("a", "one\n");
  EXPECT_EQ(edit(R"({"file_path":"a","old_str":"one","new_str":"two"})"), "");  // not read
  read("a");
  EXPECT_EQ(edit(R"({"file_path":"a","old_str":"three","new_str":"two"})"), "");
  EXPECT_EQ(edit(R"({"file_path":"b","old_str":"three","new_str":"two"})"), "");
  EXPECT_EQ(create(R"({"file_path":"b","content":"two"})"), "");
  EXPECT_EQ(preview(*make_read_tool(), R"({"file_path":"a"})"), "");
}

}  // namespace
}  // namespace ingot::tools
