// http/sse.h: server-sent events; bytes in, events out.
//
// Purpose    Cuts the body of a text/event-stream response into events. The network cuts where it
//            likes (within a line, a UTF-8 sequence, a CR LF pair); the events depend on the bytes
//            alone (PRV-4, PRV-15).
// Source     WHATWG HTML Living Standard, 9.2.6 "Interpreting an event stream". Two deviations:
// `id`
//            and `retry` are ignored, because no provider resumes by Last-Event-ID; and an event
//            that the end of the stream cuts off before its empty line is delivered by finish(),
//            because several servers close early (PRV-16).
// Ownership  The decoder keeps what a chunk leaves unfinished. The views in an Event point into the
//            decoder or the chunk and die when the sink returns.
// Threads    None of its own: it belongs to the thread that reads the response.
// Errors     Kind::limit when one event outgrows the limit; the decoder is then spent. Bytes that
// are
//            not UTF-8 pass through: the JSON reader names them better.
// Cost       One pass; a line that lies whole in a chunk is not copied unless its event has
// several.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ingot::http {

class SseDecoder {
 public:
  struct Event {
    std::string_view name;  // the `event` field; "message" when the server sent none
    std::string_view data;  // the `data` lines, joined by LF
  };
  using Sink = std::function<void(const Event&)>;

  static constexpr std::size_t kDefaultMaxEventBytes = 16U << 20U;  // PRV-23

  explicit SseDecoder(std::size_t max_event_bytes = kDefaultMaxEventBytes)
      : max_event_bytes_(max_event_bytes) {}

  // Calls `sink` once for each event that `chunk` completes, in order, before returning.
  Result<> feed(std::string_view chunk, const Sink& sink);

  // The stream is over: delivers an event that only lacks its empty line.
  Result<> finish(const Sink& sink);

 private:
  Result<> take_line(std::string_view line, const Sink& sink);
  void dispatch(std::string_view data, const Sink& sink);

  std::size_t max_event_bytes_;
  std::string line_;  // the beginning of a line whose end has not come
  std::string name_, data_;
  bool has_data_ = false;
  bool after_cr_ = false;  // the last chunk ended in CR: an LF that follows belongs to it
  bool at_start_ = true;   // a byte order mark may still come
};

}  // namespace ingot::http
