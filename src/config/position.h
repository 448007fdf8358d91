// config/position.h: where something stands in a settings file.
#pragma once

#include <string>

namespace ingot::config {

struct Position {
  std::string file;          // as shown to people: "~/.factory/settings.json"
  int line = 0, column = 0;  // from 1; 0: the file as a whole
};
std::string to_string(const Position& position);  // FILE:LINE:COL

}  // namespace ingot::config
