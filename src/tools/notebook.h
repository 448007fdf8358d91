// tools/notebook.h: a Jupyter notebook as text.
//
// Source     nbformat 4.5: cells with cell_type, source and outputs; texts are strings or lists of
//            strings.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ingot::tools {

// The cells with their sources and the text of their outputs; empty when it is no notebook.
std::optional<std::string> notebook_text(std::string_view json);

}  // namespace ingot::tools
