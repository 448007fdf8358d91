// config/grants_file.h: files of ingot's own that say what the user allows.
//
// Purpose    What trust.json (config/trust_store.h) and permissions.json (policy/exact_rules.h)
//            have in common: who cannot be sure that the user alone has written a file allows
//            nothing by it. `consequence` says so: "no project is trusted".
// Threads    From any thread.
// Errors     Kind::invalid_argument, at file:line:column for what is not JSON; io.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/located.h"

namespace ingot::config {

// Its text; "{}" when there is no such file.
Result<std::string> read_grants(const std::filesystem::path& path, std::string_view consequence);
// `shown` is how errors name the text.
Result<json::Located> parse_grants(std::string_view text, const std::string& shown,
                                   std::string_view consequence);
// A member that is a whole number.
std::optional<std::uint64_t> whole_number(const json::Located& holder, std::string_view name);

}  // namespace ingot::config
