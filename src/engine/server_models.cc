#include "engine/server_models.h"

#include "http/client.h"
#include "provider/inquiry.h"
#include "provider/provider.h"

namespace ingot::engine {
namespace {

constexpr std::chrono::milliseconds kListLimit(10000);

}  // namespace

ServerModels ask_for_models(const models::Model& model, const std::stop_token& stop) {
  http::Client client(provider::kUserAgent);
  const provider::ServerAnswer answer = provider::ask_server(client, model, kListLimit, stop);
  ServerModels models;
  if (answer.list.problem) {
    models.problem =
        provider::explain(provider::failure_of_connection(*answer.list.problem, model), model);
    return models;
  }
  const int status = answer.list.head.status;
  models.key_refused = status == 401 || status == 403;
  if (models.key_refused) {
    models.problem = std::to_string(status) + " from " + model.host + ": it refuses the key";
  }
  for (const provider::OfferedModel& offered : answer.offered) {
    if (!offered.embeds) models.offers.push_back({offered.id, offered.context_tokens});
  }
  return models;
}

}  // namespace ingot::engine
