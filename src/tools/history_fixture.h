// tools/history_fixture.h: calls that change files, with what these held before kept, for tests.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "tools/file_history.h"
#include "tools/tool_fixture.h"

namespace ingot::tools {

class HistoryTest : public ToolTest {
 protected:
  HistoryTest() {
    context.history = &history;
    context.files = nullptr;  // freshness is another matter
  }

  void create(std::string_view name, std::string_view text) {
    std::string input;
    json::Writer(input)
        .begin_object()
        .member("file_path", path(name).string())
        .member("content", text)
        .end_object();
    ASSERT_FALSE(run(*make_create_tool(), input).is_error);
  }

  const std::filesystem::path kept = context.output_folder / "changes";
  FileHistory history{kept};
};

}  // namespace ingot::tools
