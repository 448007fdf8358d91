#include "agent/event.h"

#include "ledger/report.h"

namespace ingot::agent {

std::string_view to_string(CompactionCause cause) {
  switch (cause) {
    case CompactionCause::threshold:
      return "threshold";
    case CompactionCause::overflow:
      return "overflow";
    case CompactionCause::asked:
      return "asked";
  }
  return "threshold";
}

std::string to_text(const CompactionStarted& event) {
  return (event.reason.empty() ? std::string() : event.reason + "; ") +
         "the older messages are being summarised by " + event.model;
}

std::string to_text(const CompactionFinished& event) {
  if (!event.error.empty()) return "the conversation stays as it is: " + event.error;
  return std::to_string(event.removed) + " older message" + (event.removed == 1 ? "" : "s") +
         " summarised: about " + ledger::rounded(event.tokens_before) + " tokens are " +
         ledger::rounded(event.tokens_after) + " now; the session keeps all of it";
}

}  // namespace ingot::agent
