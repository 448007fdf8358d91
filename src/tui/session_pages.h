// tui/session_pages.h: a session as pages for the viewer, one message each.
//
// Purpose    Everything there is: thinking, complete tool input and output, times, request ids
//            (TUI-118); or only what was changed in files (/diff).
// Ownership  The engine in the look outlives it.
#pragma once

#include <string>
#include <vector>

#include "engine/session_log.h"
#include "tui/change_lines.h"
#include "tui/viewer.h"

namespace ingot::tui {

class SessionPages final : public Pages {
 public:
  enum class Show { everything, changes };
  SessionPages(engine::SessionLog log, ChangeLook look, Show show);

  std::size_t count() override;
  std::vector<Line> page(std::size_t index, std::size_t columns) override;
  bool begins_turn(std::size_t index) override;

 private:
  std::vector<Line> changes(const chat::Message& message, std::size_t index, std::size_t columns);
  std::vector<Line> all(const engine::StoredMessage& stored, std::size_t index,
                        std::size_t columns);
  void add_call(const chat::ToolCall& call, std::size_t index, std::size_t columns,
                std::vector<Line>& out);

  std::string name_of_call(std::size_t index, const std::string& call_id) const;

  engine::SessionLog log_;
  ChangeLook look_;
  Show show_;
};

// The result of a call made by message `index`, searched for in the messages behind it.
std::optional<chat::ToolResult> result_of(const engine::SessionLog& log, std::size_t index,
                                          const std::string& call_id);

}  // namespace ingot::tui
