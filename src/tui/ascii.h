// tui/ascii.h: the marks of the interface for terminals and readers that cannot take them.
//
// Purpose    A locale that is not UTF-8 gets ASCII (TUI-144); somebody who listens gets words
//            (TUI-140).
// Threads    Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "term/emulator.h"

namespace ingot::tui {

// Whether the locale of `environment` can show Unicode: LC_ALL, else LC_CTYPE, else LANG. None of
// them set says nothing, and is taken for yes.
bool shows_unicode(const term::Environment& environment);

// Marks as ASCII, everything else outside of it as \u{...}.
std::string ascii(std::string_view text);

// A line as it is read out: the mark at its beginning as the word for whose line it is, no lines
// and bars, separators as commas.
std::string spoken(std::string_view line);

}  // namespace ingot::tui
