// doctor/probe.h: one entry, tried out against its server.
//
// Purpose    `ingot models test X` and `ingot doctor --model X` (CFG-188): the server's list of
//            models, then one tiny request that streams and calls a tool, judged step by step with
//            the setting to change where something is off. With `cache`, one long prefix twice.
// Threads    Blocks; cancelled by `stop`.
// Errors     Findings; nothing is thrown or returned otherwise.
#pragma once

#include <chrono>
#include <stop_token>

#include "base/redact.h"
#include "doctor/finding.h"
#include "models/model.h"

namespace ingot::doctor {

struct ProbeOptions {
  std::chrono::milliseconds limit{10000};  // of one question to the server; answers take longer
  bool cache = false;
};

Section probe(const Redactor& redactor, const models::Model& model, const ProbeOptions& options,
              const std::stop_token& stop);

}  // namespace ingot::doctor
