// models/resolve.h: from settings entries to models that can be called.
//
// Purpose    Ids (CFG-80..85), catalogue facts and quirks put together, and
//            the one function through which every model name is resolved (CFG-84).
// Errors     E20 and E21 as Error: kind not_found, or invalid_argument when ambiguous.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/settings.h"
#include "models/endpoint.h"
#include "models/model.h"

namespace ingot::models {

struct Listed {
  std::vector<std::string> ids;  // the preferred one first
  Model model;                   // complete only if `errors` is empty
  std::vector<config::Diagnostic> errors;
  std::vector<config::Diagnostic> notes;

  // What the ids are made of (CFG-80, CFG-84).
  std::string name;    // display name or model, blanks as dashes
  int position = 0;    // in its array
  int occurrence = 0;  // among the entries of that name
  bool has_explicit_id = false;
  bool has_own_effort = false;  // the entry states one: it wins over the settings' (CFG-111)
};

// All entries, valid or not, in the order of the settings.
std::vector<Listed> list_models(const config::Settings& settings);

// A model outside the settings, for looking at captured traffic: its server, id and protocol.
Model unlisted_model(Protocol protocol, std::string_view base_url, std::string_view model);

// The model that `name` means. Its effort is `effort` if that is not empty, else the entry's own,
// else `default_effort`, else what the model does by itself; an effort that had to be changed
// appends to `notices`.
Result<Model> resolve(const std::vector<Listed>& models, std::string_view name,
                      std::string_view effort, std::string_view default_effort,
                      std::vector<std::string>& notices);

}  // namespace ingot::models
