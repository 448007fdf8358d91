// config/layer.h: the settings files, read, highest first.
//
// Purpose    What loading and explaining both begin with: each file's JSON with its positions, the
//            variables that act as settings, and of a project's files only what counts.
// Ownership  Plain values.
// Errors     A file that cannot be read is a layer with a problem and nothing in it.
// Cost       The files are read once; a few stat calls for each folder up to the project's root.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/files.h"
#include "config/setting_path.h"
#include "config/trust.h"
#include "json/located.h"

namespace ingot::config {

// Something that stands in a file and does not count.
struct LeftOut {
  SettingPath path;
  json::Located value;
  std::string why;
};

struct Layer {
  SettingsFile file;   // of a variable, `shown` is its name
  json::Located root;  // an object
  std::vector<LeftOut> left_out;
  std::optional<Diagnostic> problem;  // E01, E02: of such a file nothing is in `root`
  mode_t mode = 0;
  bool extended = false;  // comments or trailing commas were used (CFG-22)

  Position position(const json::Located& value) const {
    return {file.shown, value.at.line, value.at.column};
  }
};

struct Layers {
  std::vector<Layer> list;  // strongest first; files that are not there make none
  ProjectTrust project;
  std::optional<Diagnostic> trust_problem;  // the store cannot be read: nothing is trusted
};
Layers read_layers(const Request& request);

}  // namespace ingot::config
