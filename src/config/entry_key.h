// config/entry_key.h: where the key of an entry comes from.
//
// Purpose    One source of several: what is written, a variable, a file, a command, the keyring
//            (CFG-205); what looks like a placeholder is told (W02).
#pragma once

#include <string>

#include "config/entry_fields.h"

namespace ingot::config {

// Fills in the entry's key, or what it will be fetched by. `host` is that of its address; may be
// empty.
void read_key(EntryFields& fields, ModelEntry& entry, const Environment& environment,
              const std::string& host);

}  // namespace ingot::config
