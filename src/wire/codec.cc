#include "wire/codec.h"

#include "wire/chat_codec.h"
#include "wire/messages_codec.h"
#include "wire/responses_codec.h"

namespace ingot::wire {

const Codec& codec_for(models::Protocol protocol) {
  static const MessagesCodec messages;
  static const ResponsesCodec responses;
  static const ChatCodec chat;
  switch (protocol) {
    case models::Protocol::anthropic:
      return messages;
    case models::Protocol::responses:
      return responses;
    case models::Protocol::completions:
      break;
  }
  return chat;
}

}  // namespace ingot::wire
