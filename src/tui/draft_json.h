// tui/draft_json.h: drafts as lines of JSON.
//
// Purpose    How history and unsent drafts stand on disk (TUI-54, TUI-59): a string when there is
//            nothing but text, else {"text", "pastes", "pictures"}.
// Errors     What was not written by us loses only what is wrong with it; a line without any text
//            is no draft.
#pragma once

#include <optional>
#include <string>

#include "json/value.h"
#include "tui/draft.h"

namespace ingot::tui {

std::string to_json(const Draft& draft);
std::optional<Draft> draft_from(json::Value value);

}  // namespace ingot::tui
