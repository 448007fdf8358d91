#include "engine/attach.h"

#include <fstream>

namespace ingot::engine {
namespace {

class Attach : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / "ingot-attach";
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "src");
    write("src/a.cc", "1\n2\n3\n4\n5");
    write("a file.txt", "blank\n");
    write("pixel.gif", std::string("GIF89a\x01\x00\x01\x00\x00\x00\x00;", 14));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
  }
  // The texts that a message with these words carries along.
  std::vector<std::string> attached(const std::string& words, bool takes_images = true) {
    chat::Message message = chat::user_message(words);
    const auto left_out = attach_mentions(message, folder_, takes_images);
    if (!left_out) return {to_text(left_out.error())};
    std::vector<std::string> texts;
    for (const chat::ContentBlock& block : message.blocks) {
      if (const auto* text = std::get_if<chat::Text>(&block); text != nullptr && text->synthetic) {
        texts.push_back(text->text);
      }
      if (std::holds_alternative<chat::Image>(block)) texts.emplace_back("image");
    }
    for (const std::string& path : *left_out) texts.push_back("left out " + path);
    return texts;
  }

  std::filesystem::path folder_;
};

using Texts = std::vector<std::string>;

// CLI-21, TUI-65
TEST_F(Attach, FilesLinesFoldersAndQuotedPaths) {
  EXPECT_EQ(attached("see @src/a.cc."),
            (Texts{"<file path=\"src/a.cc\">\n1\n2\n3\n4\n5\n</file>"}));
  EXPECT_EQ(attached("@src/a.cc#L2-3"),
            (Texts{"<file path=\"src/a.cc\" lines=\"2-3\">\n2\n3\n</file>"}));
  EXPECT_EQ(attached("@src/a.cc#L5"),
            (Texts{"<file path=\"src/a.cc\" lines=\"5-5\">\n5\n</file>"}));
  EXPECT_EQ(attached("@src/a.cc#L4-L90"),
            (Texts{"<file path=\"src/a.cc\" lines=\"4-90\">\n4\n5\n</file>"}));
  EXPECT_EQ(attached("(@\"a file.txt\")"), (Texts{"<file path=\"a file.txt\">\nblank\n</file>"}));
  EXPECT_EQ(attached("@\"a file.txt\"#L1 end"),
            (Texts{"<file path=\"a file.txt\" lines=\"1-1\">\nblank\n</file>"}));
  EXPECT_EQ(attached("@src/"), (Texts{"<folder path=\"src\">\na.cc\n</folder>"}));
  EXPECT_EQ(attached("me@src/a.cc @missing @ @\"open"), (Texts{}));
}

// CFG-120
TEST_F(Attach, ImagesGoToModelsThatTakeThem) {
  EXPECT_EQ(attached("@pixel.gif"), (Texts{"image"}));
  EXPECT_EQ(attached("@pixel.gif", false), (Texts{"left out pixel.gif"}));
  EXPECT_FALSE(image_facts("no image"));
  EXPECT_FALSE(image_facts(std::string(kMaxImageBytes + 1, 'x')));
  EXPECT_EQ(image_facts(std::string("GIF89a\x02\x00\x03\x00\x00\x00\x00;", 14))->height, 3U);
}

}  // namespace
}  // namespace ingot::engine
