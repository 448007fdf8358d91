#include "models/admission.h"

#include <string>
#include <utility>

namespace ingot::models {

void apply_policy(std::vector<Listed>& models, const config::ModelPolicy& policy) {
  for (Listed& listed : models) {
    config::ModelPolicy::Candidate candidate;
    candidate.names = listed.ids;
    candidate.names.push_back(listed.model.model);
    if (listed.section == Section::custom) {  // the shorter spellings (CFG-82, CFG-84)
      candidate.names.push_back(std::string(kCustomPrefix) + listed.name);
      candidate.names.push_back(std::string(kCustomPrefix) + listed.model.model);
      candidate.from_settings = !listed.from_machine;
    }
    candidate.base_url = listed.model.base_url;
    auto refusal = policy.refusal(candidate);
    if (!refusal) continue;
    config::Diagnostic error;
    error.code = "E19";
    error.at = refusal->of_base_url ? listed.base_url_at : listed.at;
    if (refusal->of_base_url && !listed.path.empty()) error.path = listed.path + ".baseUrl";
    error.label = listed.model.display_name;
    error.text = std::move(refusal->text);
    listed.errors.insert(listed.errors.begin(), std::move(error));
  }
}

}  // namespace ingot::models
