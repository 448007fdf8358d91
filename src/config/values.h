// config/values.h: the values of settings, apart from the models: checked, and typed.
//
// Source     CFG-161: what is wrong is reported and leaves the key to the next level (resolve()
//            passes it over); CFG-23: unknown keys.
#pragma once

#include <string>
#include <vector>

#include "config/layer.h"
#include "config/settings.h"
#include "config/source.h"
#include "json/located.h"

namespace ingot::config {

// Everything that is wrong with the values of one file, by the rows of config/keys.h.
void report_values(const json::Located& root, Source& source);

// Every setting that has a member; the row's default where no level sets it.
void take_values(const std::vector<Layer>& layers, Settings& settings);

ModelPolicy read_model_policy(const std::vector<Layer>& layers);

// A string or an array of strings; what else stands there is returned.
const json::Located* read_strings(const json::Located& value, std::vector<std::string>& into);

}  // namespace ingot::config
