// exec/output.h: the formats in which a headless run speaks.
//
// Purpose    Turns events into bytes on standard output; progress and notices go to standard error.
//            Shapes: cli.md 5 and jsonrpc.md part A, pinned by golden files.
// Threads    Belongs to the main thread.
// Errors     A closed standard output is remembered: broken() ends the run (CLI-30).
// Invariant  Every line passes the redactor; text for people passes term::sanitise; JSON holds no
// raw
//            control character, so that a terminal showing it is not touched (invariants 3 and 4).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/redact.h"
#include "engine/event.h"
#include "exec/options.h"
#include "exec/summary.h"

namespace ingot::exec {

// Standard output and standard error of one run.
class Streams {
 public:
  Streams(int out, int err, const Redactor& redactor);
  // A line of JSON, terminated here.
  void json_line(std::string_view json);
  // Text for people on standard output, and one line on standard error ("ingot: ..." in front).
  void text(std::string_view text);
  void note(std::string_view text);
  bool broken() const { return broken_; }

 private:
  void write(int fd, std::string_view bytes);
  int out_, err_;
  const Redactor& redactor_;
  bool broken_ = false;
};

struct Start {
  std::string cwd, session_id, model, effort;
  std::vector<std::string> tools;
};

class Output {
 public:
  virtual ~Output() = default;
  virtual void started(const Start& start) = 0;
  virtual void event(const engine::Event& event) = 0;
  virtual void finished(const Summary& summary) = 0;
  // The run ended before it began: bad arguments, no such model, no such session.
  virtual void refused(const std::string& reason) = 0;
};

std::unique_ptr<Output> make_output(Format format, bool partial_messages, Streams& streams,
                                    const Redactor& redactor);

}  // namespace ingot::exec
