// config/item_facts.h: what would come of an item of a project, for the eyes of the user.
//
// Purpose    The hosts that would receive something, the variables whose values would be sent, the
//            files of the project that would run (CFG-27, CFG-28, SEC-04).
// Ownership  Plain values.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/settings.h"
#include "json/located.h"

namespace ingot::config {

struct ItemFacts {
  std::vector<std::string> consequences;
  // What the hash covers beside the item itself: the content and mode of scripts, and the server
  // that a baseUrl made of variables leads to.
  std::vector<std::string> hashed;
};

ItemFacts facts_of_model(const json::Located& entry, const std::filesystem::path& root,
                         const Environment& environment);
// Of a hook, a status line, an MCP server: files inside the project that its texts name.
ItemFacts facts_of_command(const json::Located& value, const std::filesystem::path& root);

}  // namespace ingot::config
