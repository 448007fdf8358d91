// config/entry.h: one element of customModels or custom_models.
//
// Purpose    Checks every field by itself, so that all that is wrong with an entry is told at once
//            (CFG-30..47); both spellings give the same ModelEntry.
#pragma once

#include "config/settings.h"
#include "config/source.h"
#include "json/located.h"

namespace ingot::config {

// `index` is the element's place in its array. Problems go to the entry (errors) and to `source`
// (all of them). `folder`: that of the file, for relative paths.
ModelEntry read_entry(const json::Located& element, int index, Source& source,
                      const Environment& environment);

}  // namespace ingot::config
