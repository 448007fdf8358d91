// cli/demo_run.h: the scripted model repairs the sample project before the user's eyes.
//
// Purpose    The real engine with its real tools and codecs, against demo/server.h on the loopback
//            interface. Reads nothing of the user's configuration and writes nothing outside a
//            temporary folder, which is removed at the end.
#pragma once

#include <string>

namespace ingot::cli {

struct DemoOptions {
  std::string protocol = "anthropic";  // provider name of the settings
  bool keep = false;                   // leave the temporary folder
};

// The exit status: 0 when the project's tests pass at the end, 1 when not, 128 + signal.
int run_sample(const DemoOptions& options);

}  // namespace ingot::cli
