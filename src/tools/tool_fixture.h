// tools/tool_fixture.h: a workspace in a temporary folder and calls of tools, for the tests here.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <string_view>

#include "json/value.h"
#include "json/writer.h"
#include "os/paths.h"
#include "tools/builtin.h"
#include "tools/file_records.h"
#include "tools/todo.h"

namespace ingot::tools {

class ToolTest : public ::testing::Test {
 protected:
  ToolTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ingot-tools-XXXXXX").string();
    folder_ = os::canonical(mkdtemp(pattern.data()));
    std::filesystem::create_directory(folder_ / "w");
    context.workspace = folder_ / "w";
    context.output_folder = folder_ / "out";
    context.files = &records;
    context.todos = &todos;
    context.redactor = &redactor;
    context.stop = stop.get_token();
  }
  ~ToolTest() override {
    std::error_code code;
    std::filesystem::remove_all(folder_, code);
  }

  std::filesystem::path path(std::string_view name) const { return context.workspace / name; }

  void write(std::string_view name, std::string_view bytes) const {
    std::filesystem::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << bytes;
  }

  std::string content(std::string_view name) const {
    std::ifstream in(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  // Sets the time of last change, so that "newest first" does not depend on the clock.
  void set_time(std::string_view name, std::time_t seconds) const {
    const timespec times[2] = {{seconds, 0}, {seconds, 0}};
    utimensat(AT_FDCWD, path(name).c_str(), times, 0);
  }

  ToolOutput run(const Tool& tool, std::string_view input) const {
    const auto document = json::Document::parse(input);
    EXPECT_TRUE(document) << input;
    return tool.run(document->root(), context);
  }

  Result<Effects> effects(const Tool& tool, std::string_view input) const {
    const auto document = json::Document::parse(input);
    return tool.effects(document->root(), context);
  }

  static std::string text_of(const ToolOutput& output) {
    std::string text;
    for (const chat::ResultBlock& block : output.blocks) {
      if (const auto* part = std::get_if<chat::Text>(&block)) text += part->text;
    }
    return text;
  }

  // The text of a call; the error flag must agree with "Error: " in front.
  std::string call(const Tool& tool, std::string_view input) const {
    const ToolOutput output = run(tool, input);
    const std::string text = text_of(output);
    EXPECT_EQ(output.is_error, text.starts_with("Error: ") || text == "Cancelled by user") << text;
    return text;
  }

  // {"a":"...","b":"..."}
  static std::string json_of(
      std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
    std::string out;
    json::Writer writer(out);
    writer.begin_object();
    for (const auto& [key, value] : members) writer.key(key).string(value);
    writer.end_object();
    return out;
  }

  FileRecords records;
  TodoList todos;
  Redactor redactor;
  std::stop_source stop;
  ToolContext context;

 private:
  std::filesystem::path folder_;
};

}  // namespace ingot::tools
