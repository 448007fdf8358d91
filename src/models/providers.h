// models/providers.h: providers by the names that people call them by.
//
// Purpose    What `ingot models add` fills in: base URL, provider type, and the variable a key is
//            usually in (CFG-57, section 12 of the configuration).
// Ownership  Static data.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::models {

struct KnownProvider {
  std::string_view name;   // "groq"
  std::string_view label;  // "Groq"
  std::string_view type;   // the settings' provider
  std::string_view base_url;
  std::string_view variable;     // empty: a local server that wants no key
  std::string_view usual_model;  // what most people take for coding; empty: ask the server
  std::string_view key_page;     // where keys are made
};

std::span<const KnownProvider> known_providers();
const KnownProvider* find_provider(std::string_view name);  // null when nobody knows it
std::vector<std::string> provider_names();

}  // namespace ingot::models
