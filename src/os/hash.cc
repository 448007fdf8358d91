#include <openssl/evp.h>
#include <openssl/sha.h>

#include "os/file.h"

namespace ingot::os {

std::string sha256_hex(std::string_view bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  std::string text;
  for (const unsigned char byte : digest) {
    text += kHex[byte >> 4U];
    text += kHex[byte & 15U];
  }
  return text;
}

std::string to_base64(std::string_view bytes) {
  // EVP counts in int: whole groups of three bytes below that limit.
  constexpr std::size_t kPiece = 3U << 24U;
  std::string text;
  text.reserve(bytes.size() / 3 * 4 + 4);
  for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
    const std::string_view piece = bytes.substr(at, kPiece);
    const std::size_t had = text.size();
    text.resize(had + (piece.size() + 2) / 3 * 4 + 1);  // EVP ends with a NUL
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data() + had),
                    reinterpret_cast<const unsigned char*>(piece.data()),
                    static_cast<int>(piece.size()));
    text.pop_back();
  }
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  constexpr std::size_t kPiece = 4U << 24U;
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t at = 0; at < text.size(); at += kPiece) {
    const std::string_view piece = text.substr(at, kPiece);
    const std::size_t had = bytes.size();
    bytes.resize(had + piece.size() / 4 * 3);
    const int n = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data() + had),
                                  reinterpret_cast<const unsigned char*>(piece.data()),
                                  static_cast<int>(piece.size()));
    if (n < 0) return std::nullopt;
  }
  for (std::size_t i = 0; i < 2 && !text.empty() && text[text.size() - 1 - i] == '='; ++i) {
    bytes.pop_back();
  }
  return bytes;
}

}  // namespace ingot::os
