// config/entry_own.h: the "ingot" object of an entry, which Droid does not know.
//
// Purpose    Prices, the prompt cache, names of fields, certificates, fallbacks, limits of time.
#pragma once

#include "config/entry_fields.h"

namespace ingot::config {

// Fills in what the object says; what is wrong with it is told at its place.
void read_own_options(EntryFields& fields, ModelEntry& entry);

}  // namespace ingot::config
